import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, parseInput } from '../inputs/scalars.js';
import { readBelow, readDependencies, requireTask } from '../store/generic-task-rows.js';
import type { TasksContext } from '../tasks-context.js';

const listEdgesInput = z.strictObject({ root_task_id: id });

/** Who waits for whom in a tree, for drawings of it. Throws not_found. */
export async function listEdges({ db, workspace }: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(listEdgesInput, input);
  const root = await requireTask(db.database, workspace, request.root_task_id);
  const below = await readBelow(db.database, root);
  const dependencies = await readDependencies(
    db.database,
    workspace,
    [root, ...below].map(({ taskId }) => taskId),
  );
  return {
    edges: dependencies.map(({ taskId, prerequisiteId, type }) => ({
      task_id: taskId,
      prerequisite_id: prerequisiteId,
      type,
    })),
  };
}
