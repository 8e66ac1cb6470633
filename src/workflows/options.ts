import type { RetryPolicy } from '@temporalio/common';
import { ActivityCancellationType, type ActivityOptions, type LocalActivityOptions } from '@temporalio/workflow';
import type { TaskPlan } from '../domain/plan.js';
import type { RetryRule } from '../orchestrators/kind.js';
import { DEFAULT_ATTEMPT_TIMEOUT_MS } from './protocol.js';

/** Temporal's summaries are cut at this length by the Web UI. */
const SUMMARY_LENGTH = 120;

/**
 * On top of an attempt's own time, which the attempt keeps itself: to stop the work, and to write down what came of it,
 * for as long as the store may be out of reach. Work that is done must not be done again for want of a store.
 */
const WRAP_UP_MS = 10 * 60_000;

/** On top of a deadline, after which nobody waits for the result. */
const DEADLINE_WRAP_UP_MS = 15_000;

/** As Temporal names the timeouts of an activity that another attempt could mend. */
const TIMEOUTS = ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'];

/** Engine activities look into the store first, so they are tried again for ever: an outage costs nobody an attempt. */
export const ENGINE_LOCAL_OPTIONS: LocalActivityOptions = {
  startToCloseTimeout: '8s',
  localRetryThreshold: '1s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s', nonRetryableErrorTypes: [] },
};

/** Attempts are counted by the store; Temporal only starts them again. */
export function toAttemptOptions(task: {
  readonly path: string;
  readonly plan: TaskPlan;
  readonly deadlineInMs: number | null;
}): ActivityOptions {
  const { path, plan, deadlineInMs } = task;
  return {
    summary: toSummary(path),
    startToCloseTimeout: (plan.attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS) + WRAP_UP_MS,
    heartbeatTimeout: '5s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
    ...(plan.queue === undefined ? {} : { taskQueue: plan.queue }),
    ...(plan.priority === undefined ? {} : { priority: { priorityKey: plan.priority } }),
    ...(deadlineInMs === null ? {} : { scheduleToCloseTimeout: Math.max(1, deadlineInMs) + DEADLINE_WRAP_UP_MS }),
  };
}

/**
 * What Temporal has to know of an author's rule for a foreign activity. Whatever such a one throws is a `task_failed` to
 * the author; the other codes are names of its failures, and its timeouts.
 */
export function toForeignRetry({
  maxAttempts,
  initialIntervalMs,
  backoff,
  maxIntervalMs,
  nonRetryable,
}: RetryRule): RetryPolicy {
  return {
    maximumAttempts: nonRetryable.includes('task_failed') ? 1 : maxAttempts,
    initialInterval: initialIntervalMs,
    backoffCoefficient: backoff,
    maximumInterval: maxIntervalMs,
    nonRetryableErrorTypes: nonRetryable.flatMap((code) => (code === 'timed_out' ? TIMEOUTS : String(code))),
  };
}

export function toDeliverOptions(): ActivityOptions {
  return {
    summary: 'tell other runs',
    startToCloseTimeout: '30s',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  };
}

export function toSummary(text: string): string {
  return text.length <= SUMMARY_LENGTH ? text : `…${text.slice(1 - SUMMARY_LENGTH)}`;
}
