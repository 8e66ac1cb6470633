import { ROOT_PATH } from '../../domain/path.js';
import { isTerminal, type EndReason, type TaskStatus } from '../../domain/status.js';
import type { JsonValue } from '../../domain/json.js';
import type { OutputSource } from '../../domain/output-source.js';
import type { Transition } from '../store.js';
import { appendEvent } from './events.js';
import { keepJson } from './keep-json.js';
import { noticeDependents, noticeRun } from './outbox.js';
import { attemptsOf, tasksOf, type Rows, type RunRow, type TaskRow } from './rows.js';
import { childrenOf } from './task-queries.js';

/** Statuses that say that a task has begun; the others leave a task that never began without times. */
const BEGUN: ReadonlySet<TaskStatus> = new Set(['in_progress', 'waiting', 'completed', 'failed', 'timed_out']);

/** How a task stood before a change. */
interface Standing {
  readonly status: TaskStatus;
  readonly visit: number;
}

export function applyTransition(rows: Rows, run: RunRow, change: Transition): void {
  const task = tasksOf(rows, run.runKey).get(change.path);
  if (!task || change.visit < task.visit || change.version <= task.version) return;
  if (run.endedOutsideAt !== null && change.at <= run.endedOutsideAt) return;

  const before = { status: task.status, visit: task.visit };
  if (change.visit > task.visit) beginVisit(rows, task, change.visit, change.at);
  task.version = change.version;
  task.updatedAt = change.at;
  if (change.deadlineAt !== undefined) task.deadlineAt = change.deadlineAt;
  if (change.version > task.attemptVersion) {
    applyStatus(rows, task, change, before);
    const isChanged = task.status !== before.status || task.visit !== before.visit || change.actor !== undefined;
    if (isChanged) recordChange(rows, task, before, change);
  }
  if (task.status !== change.status) return;
  if (isTerminal(task.status)) noticeDependents(rows, task, change.at);
  if (task.path === ROOT_PATH) showInRun(rows, run, task, change.at);
}

function applyStatus(rows: Rows, task: TaskRow, change: Transition, before: Standing): void {
  task.status = change.status;
  task.reason = change.reason ?? null;
  task.countsAs = change.countsAs ?? null;
  const isGivenUp = change.status === 'cancelled' || change.status === 'skipped';
  if (change.error !== undefined) task.error = keepJson(change.error);
  else if (isGivenUp) task.error = null;
  if (change.output !== undefined) task.output = resolveOutput(rows, task, change.output);
  else if (isGivenUp) task.output = null;
  if (change.waiting !== undefined) task.waiting = keepJson(change.waiting);
  if (BEGUN.has(change.status)) task.startedAt ??= change.at;
  if (!isTerminal(change.status)) {
    task.endedAt = null;
    return;
  }
  task.waiting = null;
  const isRepeated = before.status === change.status && before.visit === task.visit && task.endedAt !== null;
  if (!isRepeated) task.endedAt = task.startedAt === null ? null : change.at;
}

/** Ends what has not ended. The execution under way, if there is one, is given up. */
export function endTask(
  rows: Rows,
  task: TaskRow,
  end: { readonly status: TaskStatus; readonly reason: EndReason; readonly at: number },
): void {
  const before = { status: task.status, visit: task.visit };
  task.status = end.status;
  task.reason = end.reason;
  task.output = null;
  task.waiting = null;
  task.endedAt = task.startedAt === null ? null : end.at;
  task.updatedAt = end.at;
  if (giveUpAttempts(rows, task, task.visit, end.at)) task.fencedVisit = Math.max(task.fencedVisit, task.visit);
  recordChange(rows, task, before, end);
}

/** What a visit has gathered is forgotten; open attempts of earlier ones are given up. */
export function beginVisit(rows: Rows, task: TaskRow, visit: number, at: number): void {
  giveUpAttempts(rows, task, visit - 1, at);
  task.visit = visit;
  task.attempt = 0;
  task.attemptVersion = '';
  task.countsAs = null;
  task.reason = null;
  task.output = null;
  task.error = null;
  task.waiting = null;
  task.startedAt = null;
  task.endedAt = null;
  task.deadlineAt = null;
}

/** Closes open attempts of visits up to this one; says whether there were any. */
export function giveUpAttempts(
  rows: Rows,
  task: { readonly runKey: string; readonly path: string },
  upToVisit: number,
  at: number,
): boolean {
  const open = attemptsOf(rows, task.runKey).filter(
    (attempt) => attempt.path === task.path && attempt.visit <= upToVisit && attempt.status === 'open',
  );
  for (const attempt of open) {
    attempt.status = 'given_up';
    attempt.endedAt = at;
  }
  return open.length > 0;
}

function recordChange(
  rows: Rows,
  task: TaskRow,
  before: Standing,
  change: { readonly at: number; readonly reason?: EndReason; readonly actor?: string },
): void {
  const overridesEnd = isTerminal(before.status) && before.visit === task.visit;
  appendEvent(rows, {
    runKey: task.runKey,
    path: task.path,
    visit: task.visit,
    type: `task.${task.status}`,
    actor: change.actor ?? 'system',
    before: { status: before.status },
    after: overridesEnd ? { status: task.status, overridesEnd } : { status: task.status },
    reason: change.reason ?? null,
    at: change.at,
  });
}

function resolveOutput(rows: Rows, task: TaskRow, source: OutputSource): JsonValue {
  if (source === 'stored') return task.output;
  if (source === 'children-in-order') return childrenOf(rows, task).map((child) => child.output);
  if (source === 'children-by-id') {
    const entries = childrenOf(rows, task).map((child): [string, JsonValue] => [child.segment, child.output]);
    return Object.fromEntries(entries);
  }
  if ('value' in source) return keepJson(source.value);
  return tasksOf(rows, task.runKey).get(source.child)?.output ?? null;
}

function showInRun(rows: Rows, run: RunRow, root: TaskRow, at: number): void {
  run.endedOutsideAt = null;
  run.status = root.status;
  run.output = root.output;
  run.error = root.error;
  run.startedAt ??= root.startedAt;
  run.endedAt = isTerminal(root.status) ? (root.endedAt ?? at) : null;
  noticeRun(rows, run, at);
}
