import type { WorkerOptions } from '@temporalio/worker';

/**
 * How a worker is set up for many small tasks; hand-written workflows gain by it as well. Heartbeats go out each second,
 * so that an attempt hears of its cancellation within one.
 */
export const WORKER_TUNING = {
  reuseV8Context: true,
  workflowThreadPoolSize: 1,
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 200,
  maxConcurrentLocalActivityExecutions: 200,
  maxConcurrentActivityTaskExecutions: 200,
  // The default of 3 sends nearly all of a fan through the task queue, each with a round trip of its own.
  maxEagerActivityReservationsPerWorkflowTask: 100,
  maxHeartbeatThrottleInterval: '1s',
  defaultHeartbeatThrottleInterval: '1s',
} satisfies Partial<WorkerOptions>;

/**
 * Without a cache the SDK has room for one run. A workflow task of another run that it had taken all the same would push
 * that one out in the middle of its local activities, and both would wait for the timeouts of their workflow tasks.
 */
export function toCacheTuning(maxCachedWorkflows: number): Partial<WorkerOptions> {
  if (maxCachedWorkflows > 0) return { maxCachedWorkflows };
  return { maxCachedWorkflows, maxConcurrentWorkflowTaskExecutions: 1, maxConcurrentWorkflowTaskPolls: 1 };
}
