import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, parseInput } from '../inputs/scalars.js';
import type { GenericTask } from '../model/generic-task.js';
import { readBelow, requireTask } from '../store/generic-task-rows.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

export const getTaskHierarchyInput = z.strictObject({
  root_task_id: id,
  max_depth: z.int().min(0).max(100).optional(),
  include_completed: z.boolean().default(true),
  include_statistics: z.boolean().default(true),
});

/** The task with its children, and theirs, in their order. */
export async function getTaskHierarchy({ db, workspace, uiUrl }: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(getTaskHierarchyInput, input);
  const root = await requireTask(db.database, workspace, request.root_task_id);
  const below = await readBelow(db.database, root);
  const maxLevel = request.max_depth === undefined ? Infinity : root.level + request.max_depth;
  const byParent = new Map<string, GenericTask[]>();
  for (const task of below) {
    if (task.level > maxLevel || (!request.include_completed && task.status === 'completed')) continue;
    const siblings = byParent.get(task.parentId ?? '') ?? [];
    siblings.push(task);
    byParent.set(task.parentId ?? '', siblings);
  }
  const toNode = (task: GenericTask): JsonObject => ({
    ...toTaskView(task, uiUrl),
    children: (byParent.get(task.taskId) ?? []).map(toNode),
  });
  return {
    hierarchy: toNode(root),
    ...(request.include_statistics && { statistics: toStatistics([root, ...below]) }),
  };
}

export function toStatistics(tasks: readonly Pick<GenericTask, 'status'>[]): JsonObject {
  const count = (...statuses: readonly string[]) => tasks.filter(({ status }) => statuses.includes(status)).length;
  const completed = count('completed', 'skipped');
  return {
    total_tasks: tasks.length,
    completed_tasks: completed,
    active_tasks: count('in_progress', 'waiting', 'paused'),
    blocked_tasks: count('blocked'),
    failed_tasks: count('failed', 'timed_out'),
    completion_percentage: tasks.length === 0 ? 0 : Math.round((completed * 1_000) / tasks.length) / 10,
  };
}
