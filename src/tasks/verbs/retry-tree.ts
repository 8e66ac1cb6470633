import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import type { GenericTask } from '../model/generic-task.js';
import { restartTree } from '../restart-tree.js';
import { moveThrough } from '../settle.js';
import { readBelow, readChildren, requireTask } from '../store/generic-task-rows.js';
import { changeTree } from '../tree-change.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

const retryTreeInput = z.strictObject({ task_id: id, reason: longText.optional() });

/**
 * Takes a tree up again whose root has failed: what has failed in it is ready again, and what stands above is active. Throws
 * conflict where nothing has failed.
 */
export async function retryTree(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { workspace, db } = context;
  const { task_id: rootId, reason = 'It is tried again.' } = parseInput(retryTreeInput, input);
  const { runKey } = await requireTask(db.database, workspace, rootId);
  const { root, retried } = await changeTree(context, [runKey], async (change) => {
    const current = await requireTask(change.tx, workspace, rootId);
    const failed = [current, ...(await readBelow(change.tx, current))].filter(isToRetry);
    if (failed.length === 0) {
      throw new TaskwrightError('conflict', `Nothing in "${rootId}" has failed.`, {
        hint: 'See its tasks with "taskwright tasks list".',
      });
    }
    for (const task of failed) {
      const hasChildren = (await readChildren(change.tx, workspace, task.taskId)).length > 0;
      await moveThrough(change, task, [hasChildren ? 'active' : 'ready'], { reason });
    }
    return { root: await requireTask(change.tx, workspace, rootId), retried: failed.map(({ taskId }) => taskId) };
  });
  await restartTree(context, root);
  return { ...toTaskView(root, context.uiUrl), task_ids: retried };
}

/** What another task has taken over is done there. */
function isToRetry({ stage, supersededBy }: GenericTask): boolean {
  return stage === 'failed' && supersededBy === null;
}
