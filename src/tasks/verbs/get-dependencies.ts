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

/** What the task depends on and what depends on it; with `include_transitive` also what those depend on, and so on. */
export async function getDependencies(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace } = context;
  const request = parseInput(getDependenciesInput, input);
  const { taskId } = await requireTask(db.database, workspace, request.task_id);
  const dependencies: JsonObject[] = [];
  const seen = new Set([taskId]);
  let level = [taskId];
  for (let depth = 1; level.length > 0 && depth <= (request.include_transitive ? MAX_LEVELS : 1); depth += 1) {
    const gates = [...(await readGates(db.database, workspace, level)).values()].flat();
    for (const gate of gates) {
      const view = toDependencyView(gate);
      const shown = request.show_status ? view : { ...view, status: null, satisfied: null, reason: null };
      dependencies.push({ ...shown, task_id: gate.dependency.taskId, depth });
    }
    level = [...new Set(gates.map(({ dependency }) => dependency.prerequisiteId))].filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
  }
  return { task_id: taskId, dependencies, dependents: await listDependents(context, taskId) };
}

async function listDependents({ db, workspace }: TasksContext, taskId: string): Promise<JsonObject[]> {
  const edges = await readDependents(db.database, workspace, [taskId]);
  const tasks = new Map(
    (
      await readByIds(
        db.database,
        workspace,
        edges.map((edge) => edge.taskId),
      )
    ).map((task) => [task.taskId, task]),
  );
  return edges.map((edge) => ({
    task_id: edge.taskId,
    dependency_type: edge.type,
    title: tasks.get(edge.taskId)?.title ?? null,
    status: tasks.get(edge.taskId)?.status ?? null,
  }));
}
