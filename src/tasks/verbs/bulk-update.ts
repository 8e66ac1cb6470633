import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import { toConditions } from '../query/conditions.js';
import { taskFilters, type TaskFilters } from '../query/query-input.js';
import { restartTree } from '../restart-tree.js';
import { requireTask } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { changeTree } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';
import { applyFields, changedFields, type ChangedFields } from './update-task.js';

const MAX_TASKS = 1_000;

export const bulkUpdateInput = z
  .strictObject({
    task_ids: z.array(id).min(1).max(MAX_TASKS).optional(),
    filters: taskFilters.optional(),
    updates: changedFields,
    dry_run: z.boolean().default(false),
    update_reason: longText.optional(),
  })
  .refine((input) => (input.task_ids === undefined) !== (input.filters === undefined), {
    error: 'needs one of task_ids and filters',
  });

/**
 * Changes each of many tasks as updating it alone would, and names those that could not be changed and why. A dry run
 * tries the same and writes nothing. Throws invalid_input for more than 1,000 tasks, and for filters that name none.
 */
export async function bulkUpdate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(bulkUpdateInput, input);
  if (Object.values(request.updates).every((value) => value === undefined))
    throw new TaskwrightError('invalid_input', '"updates" names nothing to change.');
  const taskIds = [...new Set(request.task_ids ?? (await findIds(context, request.filters ?? {})))];
  const options = { reason: request.update_reason ?? null, isDry: request.dry_run };
  const updated: string[] = [];
  const failures: JsonObject[] = [];
  for (const taskId of taskIds) {
    const failure = await updateOne(context, taskId, request.updates, options);
    if (failure === null) updated.push(taskId);
    else failures.push({ task_id: taskId, ...failure });
  }
  return { updated_count: updated.length, task_ids: updated, failures, dry_run: request.dry_run };
}

async function findIds({ db, workspace }: TasksContext, filters: TaskFilters): Promise<readonly string[]> {
  if (Object.values(filters).every((value) => value === undefined)) {
    throw new TaskwrightError('invalid_input', '"filters" would choose every task.', {
      hint: 'Name a filter, or the tasks by "task_ids".',
    });
  }
  const found = await db.database
    .select({ taskId: genericTasks.taskId })
    .from(genericTasks)
    .where(toConditions(workspace, filters))
    .orderBy(genericTasks.createdAt, genericTasks.taskId)
    .limit(MAX_TASKS + 1);
  if (found.length <= MAX_TASKS) return found.map(({ taskId }) => taskId);
  throw new TaskwrightError('invalid_input', `The filters choose more than ${MAX_TASKS} tasks.`, {
    hint: 'Narrow them, and change the tasks in several requests.',
  });
}

/** Undoes what a dry run has tried. */
const UNDONE = new TaskwrightError('conflict', 'A dry run writes nothing.');

/** Null once it is done. Throws what is no fault of the one task: a store that cannot be reached. */
async function updateOne(
  context: TasksContext,
  taskId: string,
  updates: ChangedFields,
  { reason, isDry }: { readonly reason: string | null; readonly isDry: boolean },
): Promise<JsonObject | null> {
  try {
    const found = await requireTask(context.db.database, context.workspace, taskId);
    const task = await changeTree(context, [found.runKey], async (change) => {
      const current = await requireTask(change.tx, context.workspace, taskId);
      const applied = await applyFields(change, current, updates, reason);
      if (isDry) throw UNDONE;
      return applied.task;
    });
    await restartTree(context, task);
    return null;
  } catch (thrown) {
    if (thrown === UNDONE) return null;
    if (!(thrown instanceof TaskwrightError) || thrown.code === 'unavailable') throw thrown;
    return { code: thrown.code, message: thrown.message };
  }
}
