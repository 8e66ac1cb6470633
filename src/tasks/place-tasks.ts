import { and, eq, inArray, max } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import { toWorkflowId } from '../domain/ids.js';
import { isTerminal } from '../domain/status.js';
import type { NewDependency } from './dependencies.js';
import type { GenericTask } from './model/generic-task.js';
import type { LifecycleStage } from './model/lifecycle.js';
import { toGenericTask } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';
import { assertLocked, type TreeChange } from './tree-change.js';

export const MAX_DEPTH = 50;

/** What its place and the moment decide of a new task. */
type Placed =
  | 'workspace'
  | 'taskId'
  | 'runKey'
  | 'rootId'
  | 'parentId'
  | 'level'
  | 'hierarchyPath'
  | 'position'
  | 'status'
  | 'stage'
  | 'createdBy'
  | 'createdAt'
  | 'updatedAt';

/** A task to be made, with its id and parent settled. */
export interface TaskToInsert {
  readonly taskId: string;
  readonly parentId: string | null;
  readonly fields: Pick<GenericTask, 'taskType' | 'kind' | 'title'> & Partial<Omit<GenericTask, Placed>>;
  /** Reached from `created` by legal steps once everything stands. */
  readonly stage: LifecycleStage;
  readonly dependencies: readonly NewDependency[];
}

/**
 * Where each new task stands: below its parent, behind its siblings. What has tasks below it is a container. `outer` are the
 * parents that stand already. Throws not_found, conflict (one that takes no children), invalid_input (too deep).
 */
export async function placeTasks(
  change: TreeChange,
  tasks: readonly TaskToInsert[],
  outer: readonly string[],
): Promise<readonly GenericTask[]> {
  const { tx, context, now } = change;
  const { workspace, actor } = context;
  const placed = new Map<string, GenericTask>();
  const nextPosition = new Map<string, number>();
  if (outer.length > 0) {
    const found = await tx
      .select()
      .from(genericTasks)
      .where(and(eq(genericTasks.workspace, workspace), inArray(genericTasks.taskId, [...outer])));
    assertLocked(change, found);
    for (const parent of found.map(toGenericTask)) {
      assertTakesChildren(parent);
      placed.set(parent.taskId, parent);
    }
    const last = await tx
      .select({ parentId: genericTasks.parentId, position: max(genericTasks.position) })
      .from(genericTasks)
      .where(and(eq(genericTasks.workspace, workspace), inArray(genericTasks.parentId, [...outer])))
      .groupBy(genericTasks.parentId);
    for (const { parentId, position } of last) if (parentId !== null) nextPosition.set(parentId, (position ?? -1) + 1);
  }
  const rows = tasks.map((task) => {
    const parent = task.parentId === null ? null : placed.get(task.parentId);
    if (parent === undefined) throw new TaskwrightError('not_found', `There is no task "${task.parentId}".`);
    const position = parent === null ? 0 : (nextPosition.get(parent.taskId) ?? 0);
    if (parent !== null) nextPosition.set(parent.taskId, position + 1);
    const level = parent === null ? 0 : parent.level + 1;
    if (level > MAX_DEPTH) {
      throw new TaskwrightError(
        'invalid_input',
        `"${task.taskId}" would be ${level} levels deep; at most ${MAX_DEPTH} are taken.`,
      );
    }
    const row: GenericTask = {
      ...DEFAULTS,
      ...task.fields,
      workspace,
      taskId: task.taskId,
      runKey: parent?.runKey ?? toWorkflowId(workspace, task.taskId),
      rootId: parent?.rootId ?? task.taskId,
      parentId: parent?.taskId ?? null,
      level,
      hierarchyPath: `${parent?.hierarchyPath ?? ''}/${task.taskId}`,
      position,
      status: 'pending',
      stage: 'created',
      createdBy: actor.name,
      createdAt: now,
      updatedAt: now,
    };
    placed.set(task.taskId, row);
    return row;
  });
  return asContainers(rows);
}

/** Whatever has tasks below it is a container: they run side by side, but for what they depend on. */
function asContainers(rows: readonly GenericTask[]): readonly GenericTask[] {
  const parents = new Set(rows.map(({ parentId }) => parentId));
  return rows.map((row) => (row.kind === 'basic' && parents.has(row.taskId) ? { ...row, kind: 'parallel' } : row));
}

const DEFAULTS: Omit<GenericTask, Placed | 'taskType' | 'kind' | 'title'> = {
  description: null,
  attributes: {},
  context: null,
  complexity: null,
  specialistType: null,
  assignee: null,
  team: null,
  estimatedEffort: null,
  dueAt: null,
  startAfterAt: null,
  isOverdueNoted: false,
  escalationContacts: [],
  approval: null,
  approvalDueAt: null,
  remindAt: null,
  autoComplete: false,
  onComplete: null,
  gates: [],
  templateId: null,
  supersededBy: null,
  blockedBy: null,
  leaseExpiresAt: null,
  outputs: null,
  summary: null,
  error: null,
  version: 1,
  startedAt: null,
  endedAt: null,
  deletedAt: null,
};

function assertTakesChildren(parent: GenericTask): void {
  if (isTerminal(parent.status) || parent.deletedAt !== null) {
    throw new TaskwrightError(
      'conflict',
      `"${parent.taskId}" has ended (${parent.stage}) and takes no more tasks below it.`,
      {
        hint: 'Reactivate it first, or choose another parent.',
      },
    );
  }
  if (parent.kind === 'wait') {
    throw new TaskwrightError('conflict', `"${parent.taskId}" is an approval and has nothing below it.`);
  }
}
