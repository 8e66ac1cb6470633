import { and, eq, inArray, or } from 'drizzle-orm';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import { moveThrough, settleTasks } from '../settle.js';
import { readBelow, readDependents, requireTask } from '../store/generic-task-rows.js';
import { taskDependencies } from '../store/schema.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';

export const deleteTaskInput = z.strictObject({
  task_id: id,
  force: z.boolean().default(false),
  archive_instead: z.boolean().default(true),
  reason: longText.optional(),
});

/** Puts a task and what is below it away. Throws conflict while others depend on it, unless it is forced. */
export async function deleteTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { workspace, db } = context;
  const { task_id: taskId, force, archive_instead: archives, reason = null } = parseInput(deleteTaskInput, input);
  const found = await requireTask(db.database, workspace, taskId);
  const dependents = await changeTree(context, [found.runKey], async (change) => {
    const task = await requireTask(change.tx, workspace, taskId);
    const gone = [task, ...(await readBelow(change.tx, task))];
    const ids = gone.map((one) => one.taskId);
    const edges = await readDependents(change.tx, workspace, ids);
    const others = [...new Set(edges.map((edge) => edge.taskId))].filter((dependent) => !ids.includes(dependent));
    if (others.length > 0 && !force) {
      throw new TaskwrightError('conflict', `Other tasks depend on "${taskId}": ${others.slice(0, 10).join(', ')}.`, {
        hint: 'Remove those dependencies first, or delete it with force.',
      });
    }
    for (const one of gone.toReversed()) {
      const patch = isTerminal(one.status) ? {} : { status: 'cancelled' as const };
      const archived =
        one.stage === 'archived'
          ? one
          : await moveThrough(change, one, ['archived'], { reason: reason ?? 'Deleted.', patch });
      if (!archives) await change.save(archived, { deletedAt: change.now }, { type: 'task.deleted', reason });
    }
    if (!archives) await forget(change, ids);
    if (task.parentId === null) change.wake(task.runKey);
    return others;
  });
  return {
    task_id: taskId,
    action: archives ? 'archived' : 'deleted',
    dependent_tasks: dependents,
  };

  /** Nothing waits for what is gone. */
  async function forget(change: TreeChange, ids: readonly string[]): Promise<void> {
    const edges = await readDependents(change.tx, workspace, ids);
    const gone = [...ids];
    await change.tx
      .delete(taskDependencies)
      .where(
        and(
          eq(taskDependencies.workspace, workspace),
          or(inArray(taskDependencies.prerequisiteId, gone), inArray(taskDependencies.taskId, gone)),
        ),
      );
    await settleTasks(
      change,
      [...new Set(edges.map((edge) => edge.taskId))].filter((one) => !ids.includes(one)),
    );
  }
}
