import { ApplicationFailure } from '@temporalio/common';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { RetryRule } from '../orchestrators/kind.js';
import type { AttemptResult, BegunAttempt } from '../store/store.js';
import { ATTEMPT_FAILED, type AttemptInput, type AttemptReport } from '../workflows/protocol.js';
import { isRetryable, toFailure } from './to-failure.js';

/** For kinds that say nothing about trying again. */
export const NO_RETRY: RetryRule = {
  maxAttempts: 1,
  initialIntervalMs: 1_000,
  backoff: 2,
  maxIntervalMs: 60_000,
  nonRetryable: [],
};

/** What an attempt came to, before it is decided whether there will be another. */
export type Ended =
  | { readonly status: 'completed'; readonly output: JsonValue }
  | { readonly status: 'skipped' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed' | 'timed_out'; readonly thrown: unknown };

export type Begun = Extract<BegunAttempt, { state: 'begun' }>;

/** Error messages end up in Temporal's history, where the sum of them is limited. */
const MESSAGE_LENGTH = 700;

/** What the store keeps. Lost attempts are not the author's: they take none of `max_attempts`. */
export function toResult(
  ended: Ended,
  given: { readonly path: string; readonly begun: Begun; readonly retry: RetryRule; mask(text: string): string },
): AttemptResult {
  if (ended.status !== 'failed' && ended.status !== 'timed_out') {
    return { status: ended.status, error: null, retryInMs: null };
  }
  const { path, begun, retry } = given;
  const thrown =
    ended.status === 'timed_out'
      ? new TaskwrightError('timed_out', 'The attempt took longer than its timeout.', { path })
      : ended.thrown;
  const failure = toFailure(thrown, path);
  const error = { code: failure.code, message: given.mask(failure.message), path: failure.path };
  const tried = begun.attempt - begun.lostCount;
  const isLast = tried >= retry.maxAttempts || !isRetryable(thrown, retry.nonRetryable);
  const pauseMs = Math.min(retry.maxIntervalMs, retry.initialIntervalMs * retry.backoff ** (tried - 1));
  return { status: ended.status, error, retryInMs: isLast ? null : Math.round(pauseMs) };
}

/** An ordinary attempt that is to be tried again fails for Temporal, which starts the next; an inline one tells the run. */
export function conclude(input: AttemptInput, result: AttemptResult, hasDependents: boolean): AttemptReport {
  const report = toReport(input, result, hasDependents);
  const { outcome } = report;
  const isFailure = outcome.status === 'retry' || outcome.status === 'failed' || outcome.status === 'timed_out';
  if (input.isInline || !isFailure) return report;
  const message = result.error?.message ?? 'The attempt failed.';
  if (outcome.status === 'retry') {
    const type = result.error?.code ?? 'task_failed';
    throw ApplicationFailure.create({ message, type, nextRetryDelay: outcome.inMs });
  }
  throw ApplicationFailure.create({ message, type: ATTEMPT_FAILED, nonRetryable: true, details: [report] });
}

function toReport(input: AttemptInput, result: AttemptResult, hasDependents: boolean): AttemptReport {
  const dependents = hasDependents ? { hasDependents } : {};
  if (result.retryInMs !== null) return { outcome: { status: 'retry', inMs: result.retryInMs } };
  if (result.status !== 'failed' && result.status !== 'timed_out') {
    return { outcome: { status: result.status }, ...dependents };
  }
  const { code, message, path } = result.error ?? { code: 'task_failed', message: 'It failed.', path: null };
  const failure = { code, message: message.slice(0, MESSAGE_LENGTH), path: path ?? input.task.path };
  return { outcome: { status: result.status, failure }, ...dependents };
}
