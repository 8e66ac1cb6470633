import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { id, lifecycleStage, longText, name, parseInput } from '../inputs/scalars.js';
import { assertTransition } from '../model/lifecycle.js';
import type { GenericTask } from '../model/generic-task.js';
import { assertMayComplete, assertMayStart } from '../may-change.js';
import { moveThrough } from '../settle.js';
import { requireTask } from '../store/generic-task-rows.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import { restartTree } from '../restart-tree.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

export const manageLifecycleInput = z.strictObject({
  task_id: id,
  lifecycle_stage: lifecycleStage,
  /** What was looked at, by name: gates of those names are confirmed by it. Whether it is asked for changes nothing. */
  validation_checks: z.union([z.array(longText).max(100), z.boolean()]).optional(),
  notes: longText.optional(),
  notify_channels: z.array(name).max(50).optional(),
  superseded_by: id.optional(),
  reason: longText.optional(),
});

/** One step of the lifecycle. Throws conflict for an illegal one, naming the legal ones, and where gates are unmet. */
export async function manageLifecycle(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(manageLifecycleInput, input);
  const found = await requireTask(context.db.database, context.workspace, request.task_id);
  const { before, after } = await changeTree(context, [found.runKey], async (change) => {
    const task = await requireTask(change.tx, context.workspace, request.task_id);
    return { before: task, after: await step(change, task, request) };
  });
  await restartTree(context, after);
  return {
    ...toTaskView(after, context.uiUrl),
    previous_stage: before.stage,
    current_stage: after.stage,
    transition_valid: true,
    prerequisites_met: toChecks(request),
    events_emitted: ['lifecycle.changed', ...(request.notify_channels?.length ? ['channels.notified'] : [])],
  };
}

function toChecks({ validation_checks: checks }: z.output<typeof manageLifecycleInput>): readonly string[] {
  return Array.isArray(checks) ? checks : [];
}

async function step(
  change: TreeChange,
  task: GenericTask,
  request: z.output<typeof manageLifecycleInput>,
): Promise<GenericTask> {
  const { lifecycle_stage: stage, superseded_by: supersededBy } = request;
  assertTransition(task.taskId, task.stage, stage);
  if (stage === 'superseded') await assertReplacement(change, task, supersededBy);
  if (stage === 'active' && !isTerminal(task.status)) await assertMayStart(change, task);
  if (stage === 'completed')
    await assertMayComplete(change, task, { outputs: task.outputs, confirmed: toChecks(request) });
  const reason = request.reason ?? request.notes ?? null;
  const moved = await moveThrough(change, task, [stage], {
    reason,
    patch: {
      ...(stage === 'superseded' && supersededBy !== undefined ? { supersededBy } : {}),
      ...(stage === 'blocked' ? { blockedBy: 'person' as const } : {}),
    },
  });
  if (request.notify_channels?.length) {
    const after = { channels: request.notify_channels, lifecycle_stage: stage, notes: request.notes ?? null };
    change.note(moved, { type: 'channels.notified', after, reason });
  }
  return moved;
}

async function assertReplacement(
  change: TreeChange,
  task: GenericTask,
  supersededBy: string | undefined,
): Promise<void> {
  if (supersededBy === undefined) return;
  if (supersededBy === task.taskId) {
    throw new TaskwrightError('invalid_input', `"${task.taskId}" cannot be superseded by itself.`);
  }
  await requireTask(change.tx, change.context.workspace, supersededBy);
}
