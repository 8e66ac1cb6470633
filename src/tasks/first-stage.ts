import { TaskwrightError } from '../domain/errors.js';
import { assertMayStart } from './may-change.js';
import type { TaskToInsert } from './place-tasks.js';
import type { GenericTask } from './model/generic-task.js';
import type { LifecycleStage } from './model/lifecycle.js';
import { moveThrough } from './settle.js';
import type { TreeChange } from './tree-change.js';

const STEPS_TO: Readonly<Record<LifecycleStage, readonly LifecycleStage[]>> = {
  created: [],
  planning: ['planning'],
  ready: ['ready'],
  active: ['active'],
  review: ['active', 'review'],
  blocked: ['planning', 'blocked'],
  completed: ['active', 'completed'],
  failed: ['active', 'failed'],
  archived: ['archived'],
  superseded: ['active', 'completed', 'superseded'],
};

const ENDED: ReadonlySet<LifecycleStage> = new Set(['completed', 'failed', 'archived', 'superseded']);

/** Stages that a task may have while what it depends on is open; on its way to the others it waits. */
const MAY_BE_GATED: ReadonlySet<LifecycleStage> = new Set(['created', 'planning', 'blocked', 'archived']);

/** Throws conflict for what is made ended with tasks below it. */
export function assertMayBegin(tasks: readonly TaskToInsert[]): void {
  const parents = new Set(tasks.map(({ parentId }) => parentId));
  const ended = tasks.find(({ taskId, stage }) => ENDED.has(stage) && parents.has(taskId));
  if (ended === undefined) return;
  throw new TaskwrightError('conflict', `"${ended.taskId}" is to be ${ended.stage}, and has tasks below it.`, {
    hint: 'Make it first, and end it when they have ended.',
  });
}

/**
 * Takes a new task to the stage that it was asked for, by legal steps. An approval stays where it waits, and so does what is
 * to begin while something it depends on is open. Throws conflict, naming what it waits for, where it is to have ended.
 */
export async function reachStage(change: TreeChange, task: GenericTask, stage: LifecycleStage): Promise<GenericTask> {
  const steps = STEPS_TO[stage];
  if (steps.length === 0 || task.kind === 'wait') return task;
  if (task.status === 'blocked' && !MAY_BE_GATED.has(stage)) {
    if (ENDED.has(stage)) await assertMayStart(change, task);
    return task;
  }
  const patch = stage === 'blocked' ? { blockedBy: 'person' as const } : {};
  return moveThrough(change, task, steps, { patch });
}
