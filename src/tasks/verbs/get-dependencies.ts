import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, parseInput } from '../inputs/scalars.js';
import { readGates } from '../read-gates.js';
import { readByIds, readDependents, requireTask } from '../store/generic-task-rows.js';
import { toDependencyView } from '../dependency-view.js';
import type { TasksContext } from '../tasks-context.js';

export const getDependenciesInput = z.strictObject({
  task_id: id,
  include_transitive: z.boolean().default(false),
  show_status: z.boolean().default(true),
});

const MAX_LEVELS = 1_000;

/** What the task depends on and what depends on it; with `include_transitive` both are followed to their ends. */
export async function getDependencies(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace } = context;
  const request = parseInput(getDependenciesInput, input);
  const { taskId } = await requireTask(db.database, workspace, request.task_id);
  const levels = request.include_transitive ? MAX_LEVELS : 1;
  const dependencies: JsonObject[] = [];
  const seen = new Set([taskId]);
  let level = [taskId];
  for (let depth = 1; level.length > 0 && depth <= levels; depth += 1) {
    const gates = [...(await readGates(db.database, workspace, level)).values()].flat();
    for (const gate of gates) {
      const view = toDependencyView(gate);
      const shown = request.show_status ? view : { ...view, status: null, satisfied: null, reason: null };
      dependencies.push({ ...shown, task_id: gate.dependency.taskId, depth });
    }
    level = [...new Set(gates.map(({ dependency }) => dependency.prerequisiteId))].filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
  }
  return { task_id: taskId, dependencies, dependents: await listDependents(context, taskId, levels) };
}

/** Level by level, each task once. */
async function listDependents({ db, workspace }: TasksContext, taskId: string, levels: number): Promise<JsonObject[]> {
  const dependents: JsonObject[] = [];
  const seen = new Set([taskId]);
  let level = [taskId];
  for (let depth = 1; level.length > 0 && depth <= levels; depth += 1) {
    const edges = await readDependents(db.database, workspace, level);
    const ids = [...new Set(edges.map((edge) => edge.taskId))];
    const tasks = new Map((await readByIds(db.database, workspace, ids)).map((task) => [task.taskId, task]));
    for (const { taskId: dependent, prerequisiteId, type } of edges) {
      const { title = null, status = null } = tasks.get(dependent) ?? {};
      const edge = { dependency_task_id: prerequisiteId, dependency_type: type, depth };
      dependents.push({ task_id: dependent, title, status, ...edge });
    }
    level = ids.filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
  }
  return dependents;
}
