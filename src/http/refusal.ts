import { ERROR_CODES, TaskwrightError, type ErrorCode } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';

/** An answer that HTTP has a status of its own for, besides that of the code; or that says more than one sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: TaskwrightError;
  readonly status: number;
  readonly more: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    error: TaskwrightError,
    {
      status = error.traits.httpStatus,
      more = {},
      headers = {},
    }: {
      readonly status?: number;
      readonly more?: JsonObject;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) {
    super(error.message);
    this.error = error;
    this.status = status;
    this.more = more;
    this.headers = headers;
  }
}

/** RFC 9457, with our `code`, and `hint`: what to do next. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid_definition: 'The definition is wrong',
  invalid_input: 'The request is not right',
  not_found: 'There is no such thing',
  conflict: 'It is not in the state for this',
  forbidden: 'Not allowed',
  unauthenticated: 'Nobody is known by this',
  rate_limited: 'Too many requests',
  task_failed: 'A task failed',
  timed_out: 'It took too long',
  cancelled: 'It was cancelled',
  terminated: 'It was terminated',
  lost: 'It was lost',
  worker_lost: 'The worker was lost',
  dependency_failed: 'What it depends on failed',
  unavailable: 'Not available for now',
  internal: 'Something went wrong in Taskwright itself',
};

/** What may leave the process: neither stack nor cause. What is not ours is `internal`, without its words. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  if (thrown instanceof Refusal) {
    const { error, status, more, headers } = thrown;
    return { status, headers, body: toBody(error, { status, requestId, more }) };
  }
  const error =
    thrown instanceof TaskwrightError
      ? thrown
      : new TaskwrightError('internal', 'The request failed.', { hint: 'The log of the gateway has more.' });
  const status = ERROR_CODES[error.code].httpStatus;
  return { status, headers: toHeaders(error.code), body: toBody(error, { status, requestId, more: {} }) };
}

function toBody(
  { code, message, hint, path }: TaskwrightError,
  { status, requestId, more }: { readonly status: number; readonly requestId: string; readonly more: JsonObject },
): JsonObject {
  const optional: Record<string, JsonValue> = {};
  if (hint !== undefined) optional['hint'] = hint;
  if (path !== null) optional['path'] = path;
  return { type: 'about:blank', title: TITLES[code], status, detail: message, code, ...optional, requestId, ...more };
}

function toHeaders(code: ErrorCode): Readonly<Record<string, string>> {
  if (code === 'unauthenticated') return { 'WWW-Authenticate': 'Bearer realm="taskwright"' };
  return code === 'unavailable' ? { 'Retry-After': '1' } : {};
}
