import { z, type ZodType } from 'zod';
import { parseActionInput } from '../actions/action-input.js';
import { createActionRegistry, type ActionRegistry } from '../actions/action-registry.js';
import type { Action, ActionContext } from '../actions/action.js';
import { parseDuration } from '../domain/duration.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { Job } from './jobs.js';

/**
 * Stands in for an action: gets what the task's `with` has become, answers its result, or throws. A TaskwrightError says
 * by its code and `isRetryable` whether it is tried again; any other error is.
 */
export type MockAction = (
  input: never,
  context: MockContext,
) => Promise<JsonValue | undefined | void> | JsonValue | undefined | void;

export interface MockContext extends ActionContext {
  /**
   * Takes virtual time: milliseconds, a duration such as `90s`, or `Infinity`. Rejects as soon as the task is cancelled
   * or its time is up, unless `ignoresAbort`. Whatever else a mock awaits, no time passes meanwhile.
   */
  sleep(time: number | string, options?: { readonly ignoresAbort?: boolean }): Promise<void>;
}

/** They only compute, so they run as they are. */
const COMPUTING_ACTIONS: readonly string[] = ['noop', 'transform'];

/**
 * The actions of a test: mocks by name before actions of the user's own before the two that only compute. Anything else
 * would reach out of the test, and fails the task instead.
 */
export function createTestActions(options: {
  readonly mocks: Readonly<Record<string, MockAction>>;
  readonly actions: readonly Action[];
  /** The work that an attempt is done by. */
  jobOf(context: ActionContext): Job;
}): ActionRegistry {
  const { mocks, jobOf } = options;
  const real = createActionRegistry({
    actions: options.actions.filter((action) => !Object.hasOwn(mocks, action.name)),
  });
  const own = new Set([...COMPUTING_ACTIONS, ...options.actions.map((action) => action.name)]);
  return {
    ...real,
    get(name) {
      const mock = Object.hasOwn(mocks, name) ? mocks[name] : undefined;
      if (mock) return toAction(name, { mock, input: real.inputOf(name) ?? z.unknown(), jobOf });
      return own.has(name) ? real.get(name) : toUnmocked(name);
    },
  };
}

function toAction(
  name: string,
  given: { readonly mock: MockAction; readonly input: ZodType; jobOf(context: ActionContext): Job },
): Action {
  const { mock, input, jobOf } = given;
  return {
    name,
    input,
    async run(value, context) {
      const job = jobOf(context);
      const output = await mock(parseActionInput(name, input, value) as never, {
        ...context,
        sleep: (time, { ignoresAbort = false } = {}) =>
          job.sleep(typeof time === 'number' ? time : parseDuration(time), ignoresAbort ? undefined : context.signal),
      });
      return output ?? null;
    },
  };
}

function toUnmocked(name: string): Action {
  return {
    name,
    input: z.unknown(),
    run() {
      throw new TaskwrightError('invalid_input', `The test has no action "${name}".`, {
        hint: `Pass one: actions: { ${JSON.stringify(name)}: async (input) => … }.`,
        isRetryable: false,
      });
    },
  };
}
