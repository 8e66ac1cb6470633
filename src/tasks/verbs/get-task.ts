import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { toArtifactView } from '../artifacts/artifact-view.js';
import { listArtifactsOf } from '../artifacts/list-artifacts.js';
import { id, parseInput } from '../inputs/scalars.js';
import { readGates } from '../read-gates.js';
import { readChildren, requireTask } from '../store/generic-task-rows.js';
import type { TasksContext } from '../tasks-context.js';
import { toTaskView } from '../task-view.js';
import { getTaskEvents } from './get-task-events.js';
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
  const [children, gates, artifacts, history] = await Promise.all([
    request.include_children ? readChildren(db.database, workspace, task.taskId) : null,
    request.include_dependencies ? readGates(db.database, workspace, [task.taskId]) : null,
    request.include_artifacts ? listArtifactsOf(db.database, workspace, [task.taskId]) : null,
    request.include_events ? getTaskEvents(context, { task_id: task.taskId, limit: 200 }) : null,
  ]);
  return {
    ...toTaskView(task, uiUrl),
    ...(children && { children: children.map((child) => toTaskView(child, uiUrl)) }),
    ...(gates && { dependencies: (gates.get(task.taskId) ?? []).map(toDependencyView) }),
    ...(history && { events: history['events'] ?? [] }),
    ...(artifacts && { artifacts: artifacts.map(toArtifactView) }),
  };
}
