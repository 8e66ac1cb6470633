import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { countArtifacts, deleteArtifacts } from '../artifacts/list-artifacts.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import { moveThrough } from '../settle.js';
import { readBelow, readByIds, readDependents, requireTask } from '../store/generic-task-rows.js';
import { changeTree } from '../tree-change.js';
import { toIso } from '../../domain/iso-time.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

export const cancelTaskInput = z.strictObject({
  task_id: id,
  reason: longText.optional(),
  preserve_work: z.boolean().default(true),
});

/** Ends the task and everything open below it. Throws conflict for one that has ended. */
export async function cancelTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { workspace, db } = context;
  const { task_id: taskId, reason = null, preserve_work: preservesWork } = parseInput(cancelTaskInput, input);
  const found = await requireTask(db.database, workspace, taskId);
  const { before, after, dependents, artifactCount } = await changeTree(context, [found.runKey], async (change) => {
    const task = await requireTask(change.tx, workspace, taskId);
    if (isTerminal(task.status) && task.status !== 'failed') {
      throw new TaskwrightError('conflict', `"${taskId}" has ended: it is ${task.status}.`, {
        hint: 'What has ended can be archived by its lifecycle, not cancelled.',
      });
    }
    const below = await readBelow(change.tx, task);
    const patch = { status: 'cancelled' as const };
    for (const child of below.toReversed()) {
      if (!isTerminal(child.status))
        await moveThrough(change, child, ['archived'], { reason: reason ?? 'A task above was cancelled.', patch });
    }
    const cancelled = await moveThrough(change, task, ['archived'], { reason: reason ?? 'Cancelled.', patch });
    const edges = await readDependents(
      change.tx,
      workspace,
      [task, ...below].map((one) => one.taskId),
    );
    const affected = await readByIds(change.tx, workspace, [...new Set(edges.map((edge) => edge.taskId))]);
    const count = await countArtifacts(change.tx, workspace, taskId);
    if (!preservesWork) await deleteArtifacts(change.tx, workspace, taskId);
    if (task.parentId === null) change.wake(task.runKey);
    return { before: task, after: cancelled, dependents: affected, artifactCount: preservesWork ? count : 0 };
  });
  return {
    ...toTaskView(after, context.uiUrl),
    previous_status: before.status,
    reason,
    work_preserved: preservesWork,
    artifact_count: artifactCount,
    dependent_tasks_updated: dependents.map((one) => one.taskId),
    cancelled_at: toIso(after.endedAt),
  };
}
