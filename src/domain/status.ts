/** What the engine knows of a task. The words are fixed: they stand in the store, in results and in filters. */
export const TASK_STATUSES = [
  'pending',
  'blocked',
  'in_progress',
  'waiting',
  'paused',
  'completed',
  'failed',
  'timed_out',
  'cancelled',
  'skipped',
] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TERMINAL_STATUSES = ['completed', 'failed', 'timed_out', 'cancelled', 'skipped'] as const;

export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

export function isTerminal(status: TaskStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly TaskStatus[]).includes(status);
}

/**
 * A run has its root's status, and two more for runs that ended outside the engine: `terminated` by an operator, and
 * `lost` when Temporal no longer knows a run that had not ended.
 */
export type RunStatus = TaskStatus | 'terminated' | 'lost';

export function isTerminalRun(status: RunStatus): boolean {
  return status === 'terminated' || status === 'lost' || isTerminal(status);
}

/** Why a task was skipped, or cancelled by someone other than its author. */
export const END_REASONS = [
  'when',
  'case_not_taken',
  'dependency_failed',
  'earlier_task_failed',
  'parent_skipped',
  'strategy',
  'cancelled',
  'deadline',
  'timeout',
  'terminated',
  'lost',
] as const;

export type EndReason = (typeof END_REASONS)[number];
