/**
 * The one error class and the one table of codes. Every adapter (CLI, HTTP, MCP) and the engine itself read this table;
 * none keeps a mapping of its own.
 */

export interface ErrorTraits {
  /** Who has to do something about it. */
  readonly fault: 'caller' | 'task' | 'operator' | 'engine';
  /** Whether the same request may succeed later without a change. */
  readonly isRetried: boolean;
  readonly httpStatus: number;
  readonly exitCode: number;
}

/** Exit codes are those of the CLI: 1 failed, 2 wrong usage, 3 timed out, 4 cancelled, 5 unavailable, 6 refused. */
export const ERROR_CODES = {
  invalid_definition: { fault: 'caller', isRetried: false, httpStatus: 422, exitCode: 2 },
  invalid_input: { fault: 'caller', isRetried: false, httpStatus: 400, exitCode: 2 },
  not_found: { fault: 'caller', isRetried: false, httpStatus: 404, exitCode: 6 },
  conflict: { fault: 'caller', isRetried: false, httpStatus: 409, exitCode: 6 },
  forbidden: { fault: 'caller', isRetried: false, httpStatus: 403, exitCode: 6 },
  unauthenticated: { fault: 'caller', isRetried: false, httpStatus: 401, exitCode: 6 },
  rate_limited: { fault: 'caller', isRetried: true, httpStatus: 429, exitCode: 5 },
  task_failed: { fault: 'task', isRetried: false, httpStatus: 422, exitCode: 1 },
  timed_out: { fault: 'task', isRetried: false, httpStatus: 504, exitCode: 3 },
  cancelled: { fault: 'caller', isRetried: false, httpStatus: 409, exitCode: 4 },
  terminated: { fault: 'operator', isRetried: false, httpStatus: 409, exitCode: 4 },
  lost: { fault: 'operator', isRetried: false, httpStatus: 500, exitCode: 1 },
  worker_lost: { fault: 'operator', isRetried: false, httpStatus: 500, exitCode: 1 },
  dependency_failed: { fault: 'task', isRetried: false, httpStatus: 422, exitCode: 1 },
  unavailable: { fault: 'operator', isRetried: true, httpStatus: 503, exitCode: 5 },
  internal: { fault: 'engine', isRetried: false, httpStatus: 500, exitCode: 1 },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** An error as users, stores and other processes see it: no stack, no cause. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  /** The task it happened at; null for what belongs to no task. */
  readonly path: string | null;
}

export interface TaskwrightErrorOptions {
  readonly path?: string | null;
  /** What to do next, one sentence; shown behind the message. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** For failures of an action: overrides what the code says about trying again. */
  readonly isRetryable?: boolean;
  /** For failures of an action: what the other side answered; authors may name it in `non_retryable`. */
  readonly httpStatus?: number;
}

/**
 * What Taskwright throws. `message` says what is wrong and where, `hint` what to do next; `cause` is for logs and never
 * leaves the process.
 */
export class TaskwrightError extends Error {
  override readonly name = 'TaskwrightError';
  readonly code: ErrorCode;
  readonly path: string | null;
  readonly hint: string | undefined;
  readonly isRetryable: boolean | undefined;
  readonly httpStatus: number | undefined;

  constructor(code: ErrorCode, message: string, options: TaskwrightErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path ?? null;
    this.hint = options.hint;
    this.isRetryable = options.isRetryable;
    this.httpStatus = options.httpStatus;
  }

  get traits(): ErrorTraits {
    return ERROR_CODES[this.code];
  }

  toRecord(): ErrorRecord {
    return { code: this.code, message: this.hint ? `${this.message} ${this.hint}` : this.message, path: this.path };
  }
}

/** The text of anything that was thrown. */
export function toMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
