import { Context } from '@temporalio/activity';
import type { AttemptInput, AttemptReport, EngineActivities, WorldActivities } from '../workflows/protocol.js';
import { createAnswerQuestion } from './answer-question.js';
import { createSurroundings } from './attempt-surroundings.js';
import { createCreateTaskState } from './create-task-state.js';
import { createDeliverNotices } from './deliver-notices.js';
import type { ActivityDependencies } from './dependencies.js';
import { toRunIds } from './execute-context.js';
import { createPerformEffects } from './perform-effects.js';
import { createPrepareHosted } from './prepare-hosted.js';
import { createReadPlan } from './read-plan.js';
import { createRunAction } from './run-action.js';
import { withHeartbeat } from './with-heartbeat.js';

/** Every activity by its name; `default` stands behind the names of actions. */
export type ActivityMap = EngineActivities &
  Pick<WorldActivities, 'deliverNotices'> & { default(input: AttemptInput): Promise<AttemptReport> };

/**
 * The activities of a worker. Local ones have connections of their own: they hold a workflow task and may not wait
 * behind ordinary attempts.
 */
export function createActivities(options: {
  readonly ordinary: ActivityDependencies;
  readonly local: ActivityDependencies;
}): ActivityMap {
  const { ordinary, local } = options;
  const runOrdinary = createRunAction(ordinary);
  const runInline = createRunAction(local);
  const deliverNotices = createDeliverNotices(ordinary);
  return {
    performEffects: createPerformEffects(local),
    createTaskState: createCreateTaskState(local),
    answerQuestion: createAnswerQuestion(local),
    readPlan: createReadPlan(local),
    prepareHosted: createPrepareHosted(local),
    flushTransitions: ({ runKey, write }) => local.store.tasks.write({ runKey, ...write }),
    async registerDependency({ runKey, id, path, run, task }) {
      const { workspace } = toRunIds(runKey);
      return local.store.outbox.registerDependency({
        id,
        dependentRunKey: runKey,
        dependentPath: path,
        workspace,
        prerequisiteRunId: run,
        prerequisitePath: task,
        at: local.now(),
      });
    },
    async storeSignal({ runKey, signal }) {
      await local.store.messages.addSignals([{ ...signal, runKey, from: 'temporal' }]);
    },
    async recordUnmatched({ runKey, ids }) {
      await local.store.messages.settleSignals({ runKey, path: '/', visit: 1, consumed: [], unmatched: ids });
    },
    deliverNotices: (input) => withHeartbeat(() => deliverNotices(input)),
    async default(input) {
      const { isLocal } = Context.current().info;
      const loaded = await ordinary.library.load(input.definitionHash);
      const surroundings = createSurroundings({
        isInline: input.isInline,
        timeoutMs: loaded.attemptTimeoutMs(input.task.path, input.timeScale),
      });
      try {
        return await (isLocal ? runInline : runOrdinary)(input, surroundings);
      } finally {
        surroundings.dispose();
      }
    },
  };
}
