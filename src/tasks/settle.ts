import { isTerminal, type TaskStatus } from '../domain/status.js';
import { toApprovalTimes } from './model/approval-times.js';
import { gatedStep, type Gate } from './model/gates.js';
import { statusIn, stepsBetween, type LifecycleStage } from './model/lifecycle.js';
import type { GenericTask } from './model/generic-task.js';
import { readGates } from './read-gates.js';
import { findTask, readByIds, readChildren, readDependents } from './store/generic-task-rows.js';
import type { ChangeNote, TaskPatch, TreeChange } from './tree-change.js';

/**
 * What follows from a change, in the same transaction: dependents of this tree are lifted or blocked, containers above
 * begin, and one that completes by itself does. Other trees are told by their workflows.
 */
export async function settleAfter(change: TreeChange, task: GenericTask): Promise<void> {
  await settleDependents(change, task);
  if (task.status === 'in_progress') await startContainers(change, task);
  if (isTerminal(task.status)) await settleContainer(change, task.parentId);
}

/** Changes the stage by one legal step or several, each an event of its own. */
export async function moveThrough(
  change: TreeChange,
  task: GenericTask,
  stages: readonly LifecycleStage[],
  { reason = null, patch = {} }: { readonly reason?: string | null; readonly patch?: TaskPatch } = {},
): Promise<GenericTask> {
  let current = task;
  for (const [index, stage] of stages.entries()) {
    const isLast = index === stages.length - 1;
    current = await moveTo(change, current, stage, { reason, patch: isLast ? patch : {} });
  }
  return current;
}

async function moveTo(
  change: TreeChange,
  task: GenericTask,
  stage: LifecycleStage,
  { reason, patch }: { readonly reason: string | null; readonly patch: TaskPatch },
): Promise<GenericTask> {
  const status = patch.status ?? statusIn(stage, task.status, { isGated: task.blockedBy === 'dependency' });
  const { now } = change;
  const hasEnded = isTerminal(status);
  const saved = await change.save(
    task,
    {
      ...(status === 'in_progress' ? { startedAt: task.startedAt ?? now } : {}),
      endedAt: hasEnded ? (task.endedAt ?? now) : null,
      ...(hasEnded ? { leaseExpiresAt: null } : {}),
      ...(stage === 'blocked' ? {} : { blockedBy: status === 'blocked' ? task.blockedBy : null }),
      ...(task.status === 'failed' && !hasEnded ? { error: null } : {}),
      ...patch,
      stage,
      status,
    },
    {
      type: 'lifecycle.changed',
      before: { lifecycle_stage: task.stage, status: task.status },
      after: { lifecycle_stage: stage, status },
      reason,
    },
  );
  if (saved.status !== task.status || saved.stage !== task.stage) await settleAfter(change, saved);
  return saved;
}

/** Who depends on it is looked at again. */
export async function settleDependents(change: TreeChange, { workspace, taskId }: GenericTask): Promise<void> {
  const dependencies = await readDependents(change.tx, workspace, [taskId]);
  await settleTasks(change, [...new Set(dependencies.map((one) => one.taskId))]);
}

/** Gates of these are looked at again: here, or by the workflow of another tree. */
export async function settleTasks(change: TreeChange, taskIds: readonly string[]): Promise<void> {
  const { workspace } = change.context;
  const own: GenericTask[] = [];
  for (const task of await readByIds(change.tx, workspace, taskIds)) {
    if (change.runKeys.has(task.runKey)) own.push(task);
    else change.wake(task.runKey);
  }
  const gates = await readGates(
    change.tx,
    workspace,
    own.map(({ taskId }) => taskId),
  );
  const isGated = ({ taskId }: GenericTask) => gates.get(taskId)?.some(isUnmetBeforeStart) === true;
  const lifted = own.filter((task) => isLiftedByStatus(task) && !isGated(task));
  await change.saveAll(lifted, LIFTED, toStatusNote('blocked', 'pending'));
  const done = new Set(lifted);
  for (const task of own) if (!done.has(task)) await settleGates(change, task);
}

/** Nothing follows from its lift but the status, so that many are lifted in one statement. */
function isLiftedByStatus({ status, stage, kind, blockedBy }: GenericTask): boolean {
  return status === 'blocked' && stage !== 'blocked' && kind !== 'wait' && blockedBy !== 'person';
}

/** Blocks a task whose gates are not met, and lifts what was blocked by them alone. */
export async function settleGates(change: TreeChange, task: GenericTask): Promise<GenericTask> {
  const gates = (await readGates(change.tx, task.workspace, [task.taskId])).get(task.taskId) ?? [];
  const isGated = gates.some(isUnmetBeforeStart);
  if (isGated && task.status === 'pending') {
    if (task.stage === 'ready') {
      return moveThrough(change, task, ['blocked'], {
        reason: 'A dependency is not met.',
        patch: { blockedBy: 'dependency' },
      });
    }
    return saveStatus(change, task, 'blocked');
  }
  if (isGated || task.blockedBy === 'person') return task;
  const lifted = task.status === 'blocked' ? await lift(change, task) : task;
  return task.kind === 'wait' && lifted.status === 'pending' ? awaitDecisions(change, lifted) : lifted;
}

/** Blocks those of these new tasks whose gates are not met, all of them in a few statements; answers them by id. */
export async function blockGated(
  change: TreeChange,
  tasks: readonly GenericTask[],
): Promise<ReadonlyMap<string, GenericTask>> {
  const { workspace } = change.context;
  const gates = await readGates(
    change.tx,
    workspace,
    tasks.map(({ taskId }) => taskId),
  );
  const gated = tasks.filter(({ taskId }) => gates.get(taskId)?.some(isUnmetBeforeStart));
  const saved = await change.saveAll(gated, BLOCKED, toStatusNote('pending', 'blocked'));
  return new Map(saved.map((task) => [task.taskId, task]));
}

function isUnmetBeforeStart(gate: Gate): boolean {
  return gatedStep(gate.dependency) === 'start' && !gate.isSatisfied;
}

const BLOCKED = { status: 'blocked', blockedBy: 'dependency' } as const;
const LIFTED = { status: 'pending', blockedBy: null } as const;

async function lift(change: TreeChange, task: GenericTask): Promise<GenericTask> {
  if (task.stage !== 'blocked') return saveStatus(change, task, 'pending');
  return moveThrough(change, task, ['ready'], { reason: 'Its dependencies are met.', patch: { blockedBy: null } });
}

/** An approval that waits for nothing else waits for decisions. */
async function awaitDecisions(change: TreeChange, task: GenericTask): Promise<GenericTask> {
  const steps = stepsBetween(task.stage, 'active') ?? [];
  const { now, context } = change;
  const times = toApprovalTimes(task.approval, { now, timeScale: context.timeScale });
  if (times.approvalDueAt !== null || times.remindAt !== null) change.wake(task.runKey);
  return moveThrough(change, task, steps, {
    reason: 'It waits for decisions.',
    patch: { status: 'waiting', startedAt: now, ...times },
  });
}

async function saveStatus(change: TreeChange, task: GenericTask, status: 'pending' | 'blocked'): Promise<GenericTask> {
  return change.save(task, status === 'blocked' ? BLOCKED : LIFTED, toStatusNote(task.status, status));
}

function toStatusNote(before: TaskStatus, status: 'pending' | 'blocked'): ChangeNote {
  const reason = status === 'blocked' ? 'A dependency is not met.' : 'Its dependencies are met.';
  return { type: 'status.changed', before: { status: before }, after: { status }, reason };
}

/** Work below a container has begun: so has the container. */
export async function startContainers(change: TreeChange, task: GenericTask): Promise<void> {
  if (task.parentId === null) return;
  const parent = await findTask(change.tx, task.workspace, task.parentId);
  if (!parent || (parent.status !== 'pending' && parent.status !== 'blocked')) return;
  const steps = stepsBetween(parent.stage, 'active');
  if (steps) await moveThrough(change, parent, steps, { reason: `Work on "${task.taskId}" has begun.` });
}

/** A container with `auto_complete` completes once all of its children have ended and none has failed. */
export async function settleContainer(change: TreeChange, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  const { workspace } = change.context;
  const parent = await findTask(change.tx, workspace, parentId);
  if (!parent?.autoComplete || isTerminal(parent.status)) return;
  const children = await readChildren(change.tx, workspace, parentId);
  const isOpen = children.some(
    ({ status, supersededBy }) => !isTerminal(status) || (status === 'failed' && supersededBy === null),
  );
  if (isOpen || children.length === 0) return;
  const toActive = stepsBetween(parent.stage, 'active') ?? [];
  await moveThrough(change, parent, [...toActive, 'completed'], { reason: 'All of its children have ended.' });
}
