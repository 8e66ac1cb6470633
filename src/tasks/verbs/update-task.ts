import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { TASK_STATUSES, type TaskStatus } from '../../domain/status.js';
import { approvalInput, gateInput, onCompleteInput } from '../inputs/new-task.js';
import {
  id,
  jsonObject,
  lifecycleStage,
  longText,
  name,
  parseInput,
  plainText,
  time,
  title,
} from '../inputs/scalars.js';
import { followAttributes, toDueAt } from '../fields-in-attributes.js';
import { assertMayComplete, assertMayStart } from '../may-change.js';
import { toApprovalTimes } from '../model/approval-times.js';
import type { GenericTask } from '../model/generic-task.js';
import { assertTransition, stepsBetween, type LifecycleStage } from '../model/lifecycle.js';
import { moveThrough } from '../settle.js';
import { requireTask } from '../store/generic-task-rows.js';
import { changeTree, type TaskPatch, type TreeChange } from '../tree-change.js';
import { restartTree } from '../restart-tree.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

const text = longText.nullable();
const word = name.nullable();

export const changedFields = z.strictObject({
  title: title.optional(),
  description: text.optional(),
  attributes: jsonObject.optional(),
  context: jsonObject.nullable().optional(),
  status: z.enum([...TASK_STATUSES, 'active']).optional(),
  lifecycle_stage: lifecycleStage.optional(),
  complexity: word.optional(),
  specialist_type: word.optional(),
  assignee: word.optional(),
  team: word.optional(),
  estimated_effort: plainText(200).nullable().optional(),
  due_date: time.nullable().optional(),
  /** Instead of `due_date`: what may pass from now on. */
  sla: plainText(100).optional(),
  start_after: time.nullable().optional(),
  escalation_contacts: z.array(name).max(50).optional(),
  auto_complete: z.boolean().optional(),
  approval: approvalInput.optional(),
  on_complete: onCompleteInput.nullable().optional(),
  completion_gates: z.array(gateInput).max(50).optional(),
});

export type ChangedFields = z.output<typeof changedFields>;

export const updateTaskInput = z.strictObject({
  task_id: id,
  ...changedFields.shape,
  updates: changedFields.optional(),
  update_reason: longText.optional(),
  expected_version: z.int().min(1).optional(),
});

/** Fields flat or under `updates`. Attributes are merged; null removes one. Throws conflict for another version. */
export async function updateTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const {
    task_id: taskId,
    updates,
    update_reason: reason,
    expected_version: expected,
    ...flat
  } = parseInput(updateTaskInput, input);
  const fields: ChangedFields = { ...flat, ...updates, ...mergedAttributes(flat, updates) };
  const found = await requireTask(context.db.database, context.workspace, taskId);
  const { task, applied } = await changeTree(context, [found.runKey], async (change) => {
    const current = await requireTask(change.tx, context.workspace, taskId);
    if (expected !== undefined && expected !== current.version) {
      throw new TaskwrightError(
        'conflict',
        `"${taskId}" is at version ${current.version} and not ${expected}: somebody has changed it.`,
        {
          hint: 'Read it again, and decide anew.',
        },
      );
    }
    return applyFields(change, current, fields, reason ?? null);
  });
  await restartTree(context, task);
  return { ...toTaskView(task, context.uiUrl), changes_applied: applied };
}

function mergedAttributes(flat: ChangedFields, updates: ChangedFields | undefined): { attributes?: JsonObject } {
  if (!flat.attributes || !updates?.attributes) return {};
  return { attributes: { ...flat.attributes, ...updates.attributes } };
}

/** Answers what has really changed, by the names of the fields. */
export async function applyFields(
  change: TreeChange,
  task: GenericTask,
  fields: ChangedFields,
  reason: string | null,
): Promise<{ readonly task: GenericTask; readonly applied: string[] }> {
  const patch = toPatch(task, fields, change.now);
  const changed = Object.keys(patch).filter(
    (key) => JSON.stringify(patch[key as keyof TaskPatch]) !== JSON.stringify(task[key as keyof GenericTask]),
  );
  let current = task;
  if (changed.length > 0) {
    const pick = (from: object): JsonObject =>
      Object.fromEntries(Object.entries(from).filter(([key]) => changed.includes(key)));
    const isAskedAnew = changed.includes('approval') && task.status === 'waiting';
    const { now, context } = change;
    const times = isAskedAnew ? toApprovalTimes(patch.approval ?? null, { now, timeScale: context.timeScale }) : {};
    const note = { type: 'task.updated', before: pick(task), after: pick(patch), reason };
    current = await change.save(task, { ...patch, ...times }, note);
    if (isAskedAnew || changed.includes('dueAt') || changed.includes('startAfterAt')) change.wake(task.runKey);
  }
  const stage = fields.lifecycle_stage ?? (fields.status === undefined ? undefined : toStage(current, fields.status));
  if (stage === undefined || stage === current.stage) return { task: current, applied: toNames(changed) };
  const moved = await moveToStage(change, current, stage, { isStatus: fields.lifecycle_stage === undefined, reason });
  return {
    task: moved,
    applied: [...toNames(changed), ...(fields.lifecycle_stage === undefined ? ['status'] : ['lifecycle_stage'])],
  };
}

/** A status leads through the legal stages to where it stands; a stage is one legal step. */
async function moveToStage(
  change: TreeChange,
  task: GenericTask,
  stage: LifecycleStage,
  { isStatus, reason }: { readonly isStatus: boolean; readonly reason: string | null },
): Promise<GenericTask> {
  const steps = isStatus ? stepsBetween(task.stage, stage) : [stage];
  if (!steps || !isStatus) assertTransition(task.taskId, task.stage, stage);
  if (stage === 'active') await assertMayStart(change, task);
  if (stage === 'completed') {
    if (task.status !== 'in_progress' && task.status !== 'waiting') await assertMayStart(change, task);
    await assertMayComplete(change, task, { outputs: task.outputs });
  }
  return moveThrough(change, task, steps ?? [stage], {
    reason,
    patch: stage === 'blocked' ? { blockedBy: 'person' } : {},
  });
}

const STAGE_OF: Partial<Record<TaskStatus | 'active', LifecycleStage>> = {
  in_progress: 'active',
  active: 'active',
  blocked: 'blocked',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'archived',
};

/** Throws invalid_input for what only the engine says of a task. */
function toStage(task: GenericTask, status: TaskStatus | 'active'): LifecycleStage | undefined {
  if (status === task.status) return undefined;
  const stage = STAGE_OF[status] ?? (status === 'pending' ? 'ready' : undefined);
  if (stage !== undefined) return stage;
  throw new TaskwrightError('invalid_input', `Nobody can make "${task.taskId}" ${status}.`, {
    hint: 'Settable are pending, in_progress, blocked, completed, failed and cancelled.',
  });
}

function toPatch(task: GenericTask, fields: ChangedFields, now: number): TaskPatch {
  const followed = fields.attributes === undefined ? {} : followAttributes(task, fields.attributes);
  const patch: { -readonly [Key in keyof TaskPatch]: TaskPatch[Key] } = followed;
  if (fields.title !== undefined) patch.title = fields.title;
  if (fields.description !== undefined) patch.description = fields.description;
  if (fields.attributes !== undefined) patch.attributes = mergeAttributes(task.attributes, fields.attributes);
  if (fields.context !== undefined) patch.context = fields.context;
  if (fields.complexity !== undefined) patch.complexity = fields.complexity;
  if (fields.specialist_type !== undefined) patch.specialistType = fields.specialist_type;
  if (fields.assignee !== undefined) patch.assignee = fields.assignee;
  if (fields.team !== undefined) patch.team = fields.team;
  if (fields.estimated_effort !== undefined) patch.estimatedEffort = fields.estimated_effort;
  const dueAt = fields.due_date ?? (fields.sla === undefined ? fields.due_date : toDueAt(fields.sla, now));
  if (dueAt !== undefined) Object.assign(patch, { dueAt, isOverdueNoted: false });
  if (fields.start_after !== undefined) patch.startAfterAt = fields.start_after;
  if (fields.escalation_contacts !== undefined) patch.escalationContacts = fields.escalation_contacts;
  if (fields.auto_complete !== undefined) patch.autoComplete = fields.auto_complete;
  if (fields.approval !== undefined) patch.approval = toPlain(fields.approval);
  if (fields.on_complete !== undefined) patch.onComplete = fields.on_complete && toPlain(fields.on_complete);
  if (fields.completion_gates !== undefined) patch.gates = fields.completion_gates.map(toPlain);
  return patch;
}

function toPlain(object: object): JsonObject {
  return JSON.parse(JSON.stringify(object));
}

function mergeAttributes(before: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null));
}

const NAMES: Readonly<Record<string, string>> = {
  specialistType: 'specialist_type',
  estimatedEffort: 'estimated_effort',
  dueAt: 'due_date',
  startAfterAt: 'start_after',
  escalationContacts: 'escalation_contacts',
  autoComplete: 'auto_complete',
  onComplete: 'on_complete',
  gates: 'completion_gates',
};

function toNames(keys: readonly string[]): string[] {
  return keys.filter((key) => key !== 'isOverdueNoted').map((key) => NAMES[key] ?? key);
}
