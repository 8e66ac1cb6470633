import type { RunSnapshot } from '../../client/follow-run.js';
import { describeWaiting } from './describe-waiting.js';
import { formatDuration } from './format-duration.js';

export type TaskSummary = RunSnapshot['tasks'][number];

/** What the work of a task is called: its action, else its kind. */
export function toWork({ action, kind }: Pick<TaskSummary, 'action' | 'kind'>): string {
  return action ?? kind;
}

const REASONS: Readonly<Record<NonNullable<TaskSummary['reason']>, string>> = {
  when: 'its condition is false',
  case_not_taken: 'another case was taken',
  dependency_failed: 'a task that it needs did not complete',
  earlier_task_failed: 'an earlier task failed',
  parent_skipped: 'the task above it is skipped',
  strategy: 'the task above it was decided without it',
  cancelled: 'from outside',
  deadline: 'its deadline has passed',
  timeout: 'its time is over',
  terminated: 'the run was terminated',
  lost: 'the run was lost',
};

/** How a task stands, in words: `completed in 1.2 s`, `attempt 2`, `waits for the signal go`. */
export function describeStatus(task: TaskSummary, now: number): string {
  switch (task.status) {
    case 'pending':
    case 'in_progress':
      if (task.attempt === 0 && task.error !== null) return `waits: ${task.error.message}`;
      if (task.status === 'pending') return task.status;
      return task.attempt > 1 ? `attempt ${task.attempt}, ${toElapsed(task, now)}` : toElapsed(task, now);
    case 'waiting':
      return task.waiting === null ? 'waits' : `waits ${describeWaiting({ waiting: task.waiting })}`;
    case 'completed':
      return `completed in ${toElapsed(task, now)}`;
    case 'failed':
    case 'timed_out': {
      const what = task.status === 'failed' ? 'failed' : 'timed out';
      const after = task.startedAt === null ? '' : ` after ${toElapsed(task, now)}`;
      return `${what}${after}${task.error === null ? '' : `: ${toCause(task)}`}`;
    }
    case 'skipped':
    case 'cancelled':
      return `${task.status}${task.reason === null ? '' : `: ${REASONS[task.reason]}`}`;
    default:
      return task.status;
  }
}

/** Containers repeat the message of the task below that failed; naming that task says more. */
function toCause({ error, path }: TaskSummary): string {
  if (error === null) return '';
  return error.path === null || error.path === path ? error.message : `because of ${error.path}`;
}

function toElapsed({ startedAt, endedAt }: TaskSummary, now: number): string {
  return formatDuration(startedAt === null ? 0 : (endedAt ?? now) - startedAt);
}
