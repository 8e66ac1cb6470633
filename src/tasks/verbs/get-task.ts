import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, parseInput } from '../inputs/scalars.js';
import { readGates } from '../read-gates.js';
import { readChildren, requireTask } from '../store/generic-task-rows.js';
import type { TasksContext } from '../tasks-context.js';
import { toTaskView } from '../task-view.js';
import { toDependencyView } from '../dependency-view.js';

export const getTaskInput = z.strictObject({
  task_id: id,
  include_children: z.boolean().optional(),
  include_dependencies: z.boolean().optional(),
  include_artifacts: z.boolean().optional(),
  include_events: z.boolean().optional(),
});

/** Throws not_found. */
export async function getTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace, uiUrl } = context;
  const request = parseInput(getTaskInput, input);
  const task = await requireTask(db.database, workspace, request.task_id);
  const [children, gates] = await Promise.all([
    request.include_children ? readChildren(db.database, workspace, task.taskId) : null,
    request.include_dependencies ? readGates(db.database, workspace, [task.taskId]) : null,
  ]);
  return {
    ...toTaskView(task, uiUrl),
    ...(children && { children: children.map((child) => toTaskView(child, uiUrl)) }),
    ...(gates && { dependencies: (gates.get(task.taskId) ?? []).map(toDependencyView) }),
  };
}
