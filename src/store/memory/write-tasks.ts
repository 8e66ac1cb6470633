import { isWithin, toLastSegment, toParentPath } from '../../domain/path.js';
import { isTerminal } from '../../domain/status.js';
import { FIRST_ATTACHED_POSITION, toPosition } from '../ordinal.js';
import { runNotFound, taskIdTaken } from '../refusals.js';
import { assertStorableAttributes, assertStorableText } from '../../domain/storable.js';
import type { NewTask, Reset, TaskStore, WorkflowWrite } from '../store.js';
import { toTaskId } from '../task-id.js';
import { appendEvent, appendTaskEvent } from './events.js';
import { keepJson } from './keep-json.js';
import { hasNotices, noticeDependents } from './outbox.js';
import { tasksOf, type Rows, type RunRow } from './rows.js';
import { applyTransition, beginVisit, endTask, giveUpAttempts } from './transition.js';

type EndBelow = NonNullable<WorkflowWrite['endBelow']>[number];

export function createTaskWriter(rows: Rows): Pick<TaskStore, 'write'> {
  return {
    async write({
      runKey,
      resets = [],
      newTasks = [],
      transitions = [],
      endBelow = [],
      raiseFences = [],
      events = [],
    }) {
      const run = rows.runs.get(runKey);
      if (!run) throw runNotFound();
      for (const task of newTasks) assertStorable(rows, run, task);
      for (const event of events) appendTaskEvent(rows, runKey, event);
      for (const reset of resets) applyReset(rows, run, reset);
      for (const task of newTasks) addTask(rows, run, task);
      for (const transition of transitions) applyTransition(rows, run, transition);
      for (const end of endBelow) endAllBelow(rows, run, end);
      for (const { path, visit } of raiseFences) raiseFence(rows, runKey, { path, visit });
      return { hasNotices: hasNotices(rows, runKey) };
    },
  };
}

function assertStorable(rows: Rows, run: RunRow, task: NewTask): void {
  assertStorableText(task.title ?? '', 'title');
  assertStorableText(task.description ?? '', 'description');
  assertStorableText(task.type ?? '', 'type');
  assertStorableAttributes(task.attributes ?? {});
  if (task.taskId === undefined) return;
  for (const tasks of rows.tasks.values()) {
    for (const other of tasks.values()) {
      if (other.workspace !== run.workspace || other.taskId !== task.taskId) continue;
      if (other.runKey !== run.runKey || other.path !== task.path) throw taskIdTaken(task.path);
    }
  }
}

function addTask(rows: Rows, run: RunRow, task: NewTask): void {
  const tasks = tasksOf(rows, run.runKey);
  if (tasks.has(task.path)) return;
  const now = Date.now();
  tasks.set(task.path, {
    runKey: run.runKey,
    workspace: run.workspace,
    path: task.path,
    parentPath: toParentPath(task.path),
    segment: toLastSegment(task.path),
    taskId: task.taskId ?? toTaskId(run.runKey, task.path),
    kind: task.kind,
    type: task.type ?? null,
    action: task.action ?? null,
    title: task.title ?? null,
    description: task.description ?? null,
    status: task.status,
    visit: task.visit,
    attempt: 0,
    reason: null,
    output: null,
    error: null,
    attributes: keepJson(task.attributes ?? {}),
    locals: keepJson(task.locals ?? {}),
    waiting: null,
    ordinal: keepJson(task.ordinal),
    position: toPosition(task.ordinal),
    startedAt: null,
    endedAt: null,
    deadlineAt: null,
    createdAt: now,
    updatedAt: now,
    version: '',
    attemptVersion: '',
    countsAs: null,
    fencedVisit: 0,
    resetVersion: '',
  });
}

function applyReset(rows: Rows, run: RunRow, reset: Reset): void {
  const tasks = tasksOf(rows, run.runKey);
  const container = tasks.get(reset.path);
  if (!container || reset.version <= container.resetVersion || isTooLate(run, reset.at)) return;
  container.resetVersion = reset.version;
  for (const task of [...tasks.values()]) {
    if (!isWithin(task.path, reset.path) || task.version >= reset.version) continue;
    const visit = Math.max(task.visit, reset.nextVisit);
    giveUpAttempts(rows, task, Number.MAX_SAFE_INTEGER, reset.at);
    const isAttached = task.ordinal.slice(container.ordinal.length).some((place) => place >= FIRST_ATTACHED_POSITION);
    if (isAttached || reset.removeBelow.some((path) => isWithin(task.path, path))) {
      tasks.delete(task.path);
      continue;
    }
    beginVisit(rows, task, visit, reset.at);
    task.status = 'pending';
    task.version = reset.version;
    task.updatedAt = reset.at;
    task.fencedVisit = Math.max(task.fencedVisit, visit - 1);
  }
  appendEvent(rows, {
    runKey: run.runKey,
    path: reset.path,
    visit: container.visit,
    type: 'task.reset',
    actor: 'system',
    before: null,
    after: { nextVisit: reset.nextVisit },
    reason: null,
    at: reset.at,
  });
}

function endAllBelow(rows: Rows, run: RunRow, end: EndBelow): void {
  if (isTooLate(run, end.at)) return;
  for (const task of tasksOf(rows, run.runKey).values()) {
    const isDecidedLater = task.version >= end.version || task.attemptVersion >= end.version;
    if (!isWithin(task.path, end.path) || isTerminal(task.status) || isDecidedLater) continue;
    endTask(rows, task, end);
    task.version = end.version;
    noticeDependents(rows, task, end.at);
  }
}

function raiseFence(rows: Rows, runKey: string, { path, visit }: { path: string; visit: number }): void {
  const task = tasksOf(rows, runKey).get(path);
  if (!task) return;
  task.fencedVisit = Math.max(task.fencedVisit, visit);
  giveUpAttempts(rows, task, visit, Date.now());
}

/** Decided before the run was ended from outside. */
function isTooLate(run: RunRow, at: number): boolean {
  return run.endedOutsideAt !== null && at <= run.endedOutsideAt;
}
