import { expect } from 'vitest';
import type { RunView, TaskView } from '../../../src/client/run-view.js';
import { ATTACHED_IDS, toLastSegment, toParentPath } from '../../../src/domain/path.js';
import { isTerminal } from '../../../src/domain/status.js';

/** What has to hold of any run at any time it is looked at. */
export function assertConsistent(view: RunView): void {
  const byPath = new Map(view.tasks.map((task) => [task.path, task]));
  expect(findContradictions(view, byPath)).toEqual([]);
}

function findContradictions(view: RunView, byPath: ReadonlyMap<string, TaskView>): string[] {
  const root = byPath.get('/');
  if (!root) return ['there is no root'];
  return [
    ...unless(view.status === root.status, `the run is ${view.status}, its root ${root.status}`),
    ...unless(JSON.stringify(view.output) === JSON.stringify(root.output), 'the run has another output than its root'),
    ...unless(JSON.stringify(view.error) === JSON.stringify(root.error), 'the run has another error than its root'),
    ...unless(view.endedAt === root.endedAt || root.startedAt === null, 'the run ended at another time than its root'),
    ...view.tasks.flatMap((task) => [...lookAtTask(task), ...lookAtParent(task, byPath)]),
  ];
}

function lookAtTask(task: TaskView): string[] {
  const { path, status, attempt, startedAt, endedAt, output, error, reason } = task;
  const hasStarted = startedAt !== null;
  const isOver = isTerminal(status);
  return [
    ...unless(hasStarted === attempt > 0, `${path} has attempt ${attempt} and started at ${startedAt}`),
    ...unless((endedAt !== null) === (hasStarted && isOver), `${path} is ${status} and ended at ${endedAt}`),
    ...unless(!hasStarted || !endedAt || startedAt <= endedAt, `${path} ended before it started`),
    ...unless(status !== 'skipped' || output === null, `${path} is skipped and has an output`),
    ...unless(status !== 'skipped' || !hasStarted, `${path} is skipped and has started`),
    ...unless(status !== 'completed' || error === null, `${path} completed with an error`),
    ...unless(!['failed', 'timed_out'].includes(status) || error !== null, `${path} is ${status} without an error`),
    ...unless(status !== 'completed' || hasStarted, `${path} completed without having started`),
    ...unless(!['skipped', 'cancelled'].includes(status) || reason !== null, `${path} is ${status} without a reason`),
    ...unless(
      ['skipped', 'cancelled', 'timed_out'].includes(status) || reason === null,
      `${path} is ${status} (${reason})`,
    ),
  ];
}

function lookAtParent(task: TaskView, byPath: ReadonlyMap<string, TaskView>): string[] {
  const parentPath = toParentPath(task.path);
  if (parentPath === null) return [];
  const parent = byPath.get(parentPath);
  if (!parent) return [`${task.path} has no parent`];
  const isAttached = ATTACHED_IDS.some((id) => id === toLastSegment(task.path));
  const isParentOver = isTerminal(parent.status) && parent.status !== 'failed' && parent.status !== 'timed_out';
  return [
    ...unless(
      !isParentOver || isTerminal(task.status),
      `${parent.path} is ${parent.status}, ${task.path} ${task.status}`,
    ),
    ...unless(
      isAttached || parent.startedAt !== null || task.startedAt === null,
      `${task.path} started without its parent`,
    ),
    ...unless(
      isAttached || !parent.endedAt || !task.endedAt || task.endedAt <= parent.endedAt,
      `${task.path} ended after its parent`,
    ),
  ];
}

function unless(holds: boolean, text: string): string[] {
  return holds ? [] : [text];
}
