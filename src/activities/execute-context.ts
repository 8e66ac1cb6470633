import { toRunIds } from '../domain/ids.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { Secrets } from '../actions/secret-source.js';
import type { ExecuteContext, StateContext } from '../orchestrators/kind.js';
import { toTaskId } from '../store/task-id.js';
import type { AttemptInput } from '../workflows/protocol.js';
import type { ActivityDependencies } from './dependencies.js';
import { sendSignal } from './send-signal.js';

/** What a kind may use while it does the work of an attempt. */
export function createExecuteContext(
  deps: ActivityDependencies,
  options: {
    readonly context: StateContext;
    readonly input: AttemptInput;
    readonly attempt: number;
    readonly signal: AbortSignal;
    readonly secrets: Secrets;
    /** The action begins; what was read before may be out of date when it ends. */
    onAction(): void;
  },
): ExecuteContext {
  const { context, input, attempt, signal, secrets, onAction } = options;
  const { path, visit } = input.task;
  const { workspace, runId } = toRunIds(input.runKey);
  return {
    ...context,
    async runAction(name, value): Promise<JsonValue> {
      const action = deps.actions.get(name);
      if (!action) {
        throw new TaskwrightError('unavailable', `No worker here knows the action "${name}".`, {
          path,
          hint: 'Start a worker that has it: createWorker({ actions }).',
        });
      }
      onAction();
      const output = await action.run(value, {
        workspace,
        runId,
        path,
        taskId: toTaskId(input.runKey, path),
        visit,
        attempt,
        idempotencyKey: `${runId}${path}`,
        signal,
        isInline: input.isInline,
        mask: secrets.masker.text,
      });
      return output ?? null;
    },
    sendSignal: (sent) =>
      sendSignal(deps, {
        ...sent,
        from: { workspace, runId, runKey: input.runKey, path, visit },
        timeScale: input.timeScale,
      }),
  };
}
