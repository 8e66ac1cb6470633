import { z } from 'zod';
import { tryParseDuration } from '../../domain/duration.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { id, name, parseInput } from '../inputs/scalars.js';
import { assertMayStart, type Look } from '../may-change.js';
import type { GenericTask } from '../model/generic-task.js';
import { isClaimable, stepsBetween, type LifecycleStage } from '../model/lifecycle.js';
import { moveThrough } from '../settle.js';
import { requireTask } from '../store/generic-task-rows.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import { toWorkView } from '../specialists/work-view.js';
import type { TasksContext } from '../tasks-context.js';
import { toTaskView } from '../task-view.js';

export const executeTaskInput = z.strictObject({
  task_id: id,
  assignee: name.optional(),
  lease: z
    .string()
    .refine((text) => tryParseDuration(text) !== null, 'must be a duration such as 30m or 2h')
    .optional(),
});

/**
 * Claims a task and answers with what its specialist has to know. Claiming again as the same assignee renews the lease.
 * Throws not_found, and conflict where a gate is unmet (named), the stage does not allow it, or somebody else has it.
 */
export async function executeTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(executeTaskInput, input);
  const { runKey } = await requireTask(context.db.database, context.workspace, request.task_id);
  const claimed = await changeTree(context, [runKey], async (change) => {
    const task = await requireTask(change.tx, context.workspace, request.task_id);
    const assignee = request.assignee ?? context.actor.name;
    const leaseMs = request.lease === undefined ? null : tryParseDuration(request.lease);
    return claim(change, task, { assignee, leaseExpiresAt: leaseMs === null ? null : change.now + leaseMs });
  });
  return { ...toTaskView(claimed, context.uiUrl), ...(await toWorkView(context, claimed)) };
}

export interface Claim {
  readonly assignee: string;
  /** Null: until it is handed in. */
  readonly leaseExpiresAt: number | null;
}

/** Makes the legal steps to `active`. */
export async function claim(
  change: TreeChange,
  task: GenericTask,
  { assignee, leaseExpiresAt }: Claim,
): Promise<GenericTask> {
  if (task.kind === 'wait') {
    throw new TaskwrightError('conflict', `"${task.taskId}" waits for an approval and is not worked on.`, {
      hint: 'Decide it instead.',
    });
  }
  if (task.status === 'in_progress') return renew(change, task, { assignee, leaseExpiresAt });
  const steps = await findClaimSteps(change, task);
  if (leaseExpiresAt !== null) change.wake(task.runKey);
  return moveThrough(change, task, steps, {
    reason: `Claimed by ${assignee}.`,
    patch: { assignee, leaseExpiresAt, status: 'in_progress' },
  });
}

/** The stages on the way to `active`. Throws conflict where a gate is unmet (named), or the stage does not allow it. */
export async function findClaimSteps(look: Look, task: GenericTask): Promise<readonly LifecycleStage[]> {
  await assertMayStart(look, task);
  const isLifted = task.status === 'blocked' && task.blockedBy !== 'person';
  const steps = isClaimable(task.stage) || isLifted ? stepsBetween(task.stage, 'active') : null;
  if (steps) return steps;
  throw new TaskwrightError('conflict', `"${task.taskId}" is ${task.stage} and cannot be claimed.`, {
    hint: 'A task can be claimed while it is created, planning, ready or failed.',
  });
}

/** Whoever has it goes on; somebody else may only once the lease has lapsed, or where nobody has it. */
async function renew(change: TreeChange, task: GenericTask, { assignee, leaseExpiresAt }: Claim): Promise<GenericTask> {
  const isFree = task.assignee === null || (task.leaseExpiresAt !== null && task.leaseExpiresAt <= change.now);
  if (task.assignee !== assignee && !isFree) {
    const until = task.leaseExpiresAt === null ? '' : ` until ${new Date(task.leaseExpiresAt).toISOString()}`;
    throw new TaskwrightError('conflict', `"${task.taskId}" was claimed by ${task.assignee}${until}.`, {
      hint: 'Wait until the lease lapses, or take another task.',
    });
  }
  if (leaseExpiresAt !== null) change.wake(task.runKey);
  const patch = { assignee, leaseExpiresAt };
  if (task.stage === 'review')
    return moveThrough(change, task, ['active'], { reason: `Taken up again by ${assignee}.`, patch });
  return change.save(task, patch, { type: 'task.claimed', before: { assignee: task.assignee }, after: { assignee } });
}
