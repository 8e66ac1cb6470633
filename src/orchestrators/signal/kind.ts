import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/json.js';
import type { TaskKind } from '../kind.js';
import type { SignalTask } from './schema.js';

const DEFAULT_TIMEOUT_MS = 60_000;

/** Delivery writes first and tells afterwards, so trying again is safe and goes on until the store answers. */
export const signalKind: TaskKind<SignalTask> = {
  kind: 'signal',
  plan: (task, clock) => ({
    action: 'signal',
    attemptTimeoutMs: task.timeout === undefined ? DEFAULT_TIMEOUT_MS : clock.toMs(task.timeout),
  }),

  async execute(task, context) {
    const name = await context.render(task.signal, { field: 'signal' });
    const to = await context.render({ ...task.to }, { field: 'to' });
    const payload = await context.render(task.payload ?? null, { field: 'payload' });
    if (typeof name !== 'string' || !isJsonObject(to)) {
      throw new TaskwrightError('invalid_input', 'The name of the signal must become a text.', { path: context.path });
    }
    const reached = await context.sendSignal({ name, payload, to });
    if (reached === 0 && task.allow_none !== true) {
      throw new TaskwrightError('not_found', `The signal "${name}" reached nobody.`, {
        path: context.path,
        hint: 'Write "allow_none: true" where that is fine.',
        isRetryable: false,
      });
    }
    return { reached };
  },

  retry: () => ({ maxAttempts: 3, initialIntervalMs: 1_000, backoff: 2, maxIntervalMs: 60_000, nonRetryable: [] }),
};
