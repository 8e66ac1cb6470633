import { ERROR_CODES, TaskwrightError, toMessage, type ErrorCode } from '../domain/errors.js';
import type { Failure } from '../domain/outcome.js';

/** A failure of the store or of Temporal: the work is to be tried again, and nobody's attempt is spent on it. */
export function isOutage(thrown: unknown): boolean {
  return thrown instanceof TaskwrightError && thrown.code === 'unavailable';
}

/** Why a task failed, in words that a user may see. */
export function toFailure(thrown: unknown, path: string): Failure {
  if (thrown instanceof TaskwrightError) {
    const record = thrown.toRecord();
    return { code: record.code, message: record.message, path: record.path ?? path };
  }
  return { code: 'task_failed', message: toMessage(thrown), path };
}

/** Whether another attempt makes sense, by what the error itself says, then by its code. */
export function isRetryable(thrown: unknown, nonRetryable: readonly (string | number)[]): boolean {
  if (!(thrown instanceof TaskwrightError)) return !nonRetryable.includes('task_failed');
  if (
    nonRetryable.includes(thrown.code) ||
    (thrown.httpStatus !== undefined && nonRetryable.includes(thrown.httpStatus))
  )
    return false;
  if (thrown.isRetryable !== undefined) return thrown.isRetryable;
  return RETRIED_CODES.has(thrown.code) || ERROR_CODES[thrown.code].isRetried;
}

/** Failures of a task's own work; what a caller or an author did wrong stays wrong. */
const RETRIED_CODES: ReadonlySet<ErrorCode> = new Set(['task_failed', 'timed_out', 'internal']);
