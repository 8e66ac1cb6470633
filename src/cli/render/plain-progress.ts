import type { RunSnapshot } from '../../client/follow-run.js';
import { ROOT_PATH } from '../../domain/path.js';
import { describeStatus, toWork, type TaskSummary } from './describe-task.js';
import { toNextCommand } from './describe-waiting.js';
import { plainPaint } from './paint.js';
import { toMark } from './status-mark.js';

/** Says what has changed since the last snapshot, one line a change. */
export type PlainProgress = (snapshot: RunSnapshot, now: number) => string[];

export function createPlainProgress(): PlainProgress {
  const told = new Map<string, string>();

  return ({ run, tasks }, now) =>
    tasks.flatMap((task) => {
      const state = `${task.status} ${task.visit} ${task.attempt} ${JSON.stringify(task.waiting)} ${task.error?.code}`;
      const before = told.get(task.path);
      told.set(task.path, state);
      const isNews = before === undefined ? !isUntouched(task) : before !== state;
      // The root's start and its end stand above and below these lines.
      return isNews && task.path !== ROOT_PATH ? describeChange(run.runId, task, now) : [];
    });
}

function isUntouched({ status, error }: TaskSummary): boolean {
  return error === null && (status === 'pending' || status === 'blocked');
}

function describeChange(runId: string, task: TaskSummary, now: number): string[] {
  const { status, path, visit, attempt, waiting } = task;
  const name = `${toMark(status, plainPaint)} ${path} (${toWork(task)}${visit > 1 ? `, visit ${visit}` : ''})`;
  if (status === 'in_progress' && attempt > 0) return [`${name} ${attempt > 1 ? `attempt ${attempt}` : 'started'}`];
  const next = waiting === null ? null : toNextCommand({ runId, path, waiting });
  return [`${name} ${describeStatus(task, now)}`, ...(status === 'waiting' && next !== null ? [`  ${next}`] : [])];
}
