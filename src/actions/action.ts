import type { ZodType, output as ZodOutput } from 'zod';
import { toJson, type JsonValue } from '../domain/json.js';
import { parseActionInput } from './action-input.js';

/**
 * What a basic task executes. `run` is called once an attempt; it stops soon after `context.signal` is aborted, and
 * what it throws after that is dropped. A TaskwrightError says by `isRetryable` whether another attempt makes sense;
 * any other error counts as retryable.
 */
export interface Action {
  readonly name: string;
  /** Checks the rendered `with`. What it refuses fails the task as invalid_input and is not retried. */
  readonly input: ZodType;
  /** Checks the result, where it is given. */
  readonly output?: ZodType | undefined;
  run(input: unknown, context: ActionContext): Promise<JsonValue | undefined>;
}

export interface ActionContext {
  readonly workspace: string;
  readonly runId: string;
  readonly path: string;
  readonly taskId: string;
  readonly visit: number;
  readonly attempt: number;
  /** `<runId><path>`, the same for every attempt of a visit. */
  readonly idempotencyKey: string;
  /** Aborted when the task is cancelled, when the attempt's time is up, or when the worker shuts down. */
  readonly signal: AbortSignal;
  /** True when the task runs inside the workflow task and has two seconds at most. */
  readonly isInline: boolean;
  /** Masks known secrets, for texts that the action cuts: half a secret would not be known again. */
  readonly mask?: ((text: string) => string) | undefined;
}

/** Defines an action of the user's own, with its input and output inferred from zod schemas. */
export function defineAction<Input extends ZodType, Output extends ZodType = ZodType<JsonValue | undefined>>(action: {
  readonly name: string;
  readonly input: Input;
  readonly output?: Output;
  run(input: ZodOutput<Input>, context: ActionContext): Promise<ZodOutput<Output>> | ZodOutput<Output>;
}): Action {
  return {
    name: action.name,
    input: action.input,
    output: action.output,
    run: async (input, context) =>
      toOutput(await action.run(parseActionInput(action.name, action.input, input), context)),
  };
}

function toOutput(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : toJson(value);
}
