import { activityInput, runInput, workflowInput } from '../actions/inputs.js';
import { parseActionInput } from '../actions/action-input.js';
import type { TaskDefinition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonValue } from '../domain/json.js';
import type { RetryRule, StateContext } from '../orchestrators/kind.js';
import { DEFAULT_HISTORY_LIMIT, type HostedPlan, type RunRef, type TaskRef } from '../workflows/protocol.js';
import { NO_RETRY } from './attempt-result.js';
import { toChildRunId } from './child-run-id.js';
import { createChildRun } from './create-child-run.js';
import type { ActivityDependencies } from './dependencies.js';
import { toRunIds } from '../domain/ids.js';
import { createStateContext } from './state-context.js';
import { isOutage, toFailure } from './to-failure.js';

type Input = RunRef & { readonly task: TaskRef; readonly by: 'run' | 'activity' | 'workflow' };

/** Renders what is to run as a workflow of its own, and stores a child run. Ids are made from the visit, so it may be repeated. */
export function createPrepareHosted(deps: ActivityDependencies): (input: Input) => Promise<HostedPlan> {
  return async (input) => {
    const { path, visit, version } = input.task;
    const loaded = await deps.library.load(input.definitionHash);
    const task = loaded.taskAt(path);
    const context = createStateContext(deps, { ref: input, loaded, path, visit, secrets: null });
    const note = (status: 'in_progress' | 'skipped'): Promise<unknown> =>
      deps.store.tasks.write({
        runKey: input.runKey,
        transitions: [
          {
            path,
            visit,
            version,
            status,
            at: context.nowMs,
            ...(status === 'skipped' ? { reason: 'when' as const } : {}),
          },
        ],
      });
    try {
      if (task.when !== undefined && !(await context.holds(task.when, { field: 'when' }))) {
        await note('skipped');
        return { type: 'skipped' };
      }
      const given = await context.render(toWith(task), { field: 'with' });
      const plan =
        input.by === 'run'
          ? await toRunPlan(deps, { input, given, context })
          : toForeignPlan(input.by, {
              given,
              task,
              context,
              retry: deps.kinds.get(task.kind).retry?.(task, context) ?? NO_RETRY,
            });
      await note('in_progress');
      return plan;
    } catch (thrown) {
      if (isOutage(thrown)) throw thrown;
      return { type: 'failed', failure: toFailure(thrown, path) };
    }
  };
}

async function toRunPlan(
  deps: ActivityDependencies,
  work: { readonly input: Input; readonly given: JsonValue; readonly context: StateContext },
): Promise<HostedPlan> {
  const { input, given, context } = work;
  const { path, visit } = context;
  const wanted = parseActionInput('run', runInput, given);
  const { workspace, runId: parentRunId } = toRunIds(input.runKey);
  const runId = toChildRunId(input.runKey, { path, visit });
  const childInput = wanted.input as JsonValue;
  if (!isJsonObject(childInput))
    throw new TaskwrightError('invalid_input', '"with.input" must be an object.', { path });
  const run = await createChildRun(deps, {
    workspace,
    runId,
    definition: { id: wanted.definition, version: wanted.version },
    input: childInput,
    parent: wanted.wait ? { runKey: input.runKey, path, visit } : null,
    startedBy: `run:${parentRunId}`,
    path,
  });
  return {
    type: 'run',
    workflowType: run.definitionId,
    workflowId: run.runKey,
    runId,
    input: {
      definitionHash: run.definitionHash,
      timeScale: input.timeScale,
      historyLimit: DEFAULT_HISTORY_LIMIT,
      generation: 1,
    },
    isWaitedFor: wanted.wait,
  };
}

function toForeignPlan(
  target: 'activity' | 'workflow',
  work: {
    readonly given: JsonValue;
    readonly task: TaskDefinition;
    readonly context: StateContext;
    readonly retry: RetryRule;
  },
): HostedPlan {
  const { given, task, context, retry } = work;
  const wanted = parseActionInput(target, target === 'activity' ? activityInput : workflowInput, given);
  const queue = wanted.queue ?? task.queue;
  if (queue === undefined) {
    throw new TaskwrightError('invalid_input', `The ${target} "${wanted.type}" has no queue.`, {
      path: context.path,
      hint: 'Name the task queue of its workers in "with.queue".',
    });
  }
  const timeoutMs = task.timeout === undefined ? null : context.toMs(task.timeout);
  return { type: 'foreign', target, name: wanted.type, queue, args: wanted.args as JsonValue[], retry, timeoutMs };
}

function toWith(task: TaskDefinition): JsonValue {
  return 'with' in task ? ((task.with as JsonValue | undefined) ?? {}) : {};
}
