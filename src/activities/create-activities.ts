import { ACTIVITIES, type AttemptInput, type AttemptReport } from '../workflows/protocol.js';
import { createSurroundings } from './attempt-surroundings.js';
import { createCreateTaskState } from './create-task-state.js';
import { createDeliverNotices } from './deliver-notices.js';
import type { ActivityDependencies } from './dependencies.js';
import { createPerformEffects } from './perform-effects.js';
import { createReadPlan } from './read-plan.js';
import { createRunAction } from './run-action.js';
import { withHeartbeat } from './with-heartbeat.js';

/** By their names in histories; `default` stands behind the names of actions. */
export interface ActivityMap {
  readonly [ACTIVITIES.performEffects]: ReturnType<typeof createPerformEffects>;
  readonly [ACTIVITIES.createTaskState]: ReturnType<typeof createCreateTaskState>;
  readonly [ACTIVITIES.readPlan]: ReturnType<typeof createReadPlan>;
  readonly [ACTIVITIES.deliverNotices]: ReturnType<typeof createDeliverNotices>;
  default(input: AttemptInput): Promise<AttemptReport>;
}

/**
 * The activities of a worker. Local ones have connections of their own: they hold a workflow task and may not wait
 * behind ordinary attempts.
 */
export function createActivities(options: {
  readonly ordinary: ActivityDependencies;
  readonly local: ActivityDependencies;
}): ActivityMap {
  const { ordinary, local } = options;
  const runAction = createRunAction(ordinary);
  const deliverNotices = createDeliverNotices(ordinary);
  return {
    [ACTIVITIES.performEffects]: createPerformEffects(local),
    [ACTIVITIES.createTaskState]: createCreateTaskState(local),
    [ACTIVITIES.readPlan]: createReadPlan(local),
    [ACTIVITIES.deliverNotices]: (input) => withHeartbeat(() => deliverNotices(input)),
    async default(input) {
      const loaded = await ordinary.library.load(input.definitionHash);
      const surroundings = createSurroundings({
        isInline: input.isInline,
        timeoutMs: loaded.attemptTimeoutMs(input.task.path, input.timeScale),
      });
      try {
        return await runAction(input, surroundings);
      } finally {
        surroundings.dispose();
      }
    },
  };
}
