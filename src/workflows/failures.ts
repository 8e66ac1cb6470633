import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Failure } from '../domain/outcome.js';
import { ATTEMPT_FAILED, type AttemptReport } from './protocol.js';

/** How an attempt ended that did not come back with a result. */
export function toReport(thrown: unknown, path: string): AttemptReport {
  const cause = thrown instanceof ActivityFailure ? thrown.cause : thrown;
  if (cause instanceof CancelledFailure) return { outcome: { status: 'cancelled' } };
  if (cause instanceof ApplicationFailure && cause.type === ATTEMPT_FAILED) {
    const report = cause.details?.[0];
    if (isReport(report)) return report;
  }
  if (cause instanceof TimeoutFailure) {
    return {
      outcome: { status: 'timed_out', failure: { code: 'timed_out', message: 'Its deadline has passed.', path } },
    };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { outcome: { status: 'failed', failure: { code: 'internal', message, path } } };
}

/** A plain error would retry the workflow task for ever: whatever ends a run goes through here. */
export function toRunFailure(status: string, failure: Failure | null): ApplicationFailure {
  const { code, message, path } = failure ?? { code: 'internal', message: 'The run failed.', path: '/' };
  return ApplicationFailure.create({
    message: path === '/' ? message : `${path}: ${message}`,
    type: code,
    nonRetryable: true,
    details: [{ status, code, path }],
  });
}

function isReport(value: unknown): value is AttemptReport {
  return typeof value === 'object' && value !== null && 'outcome' in value;
}
