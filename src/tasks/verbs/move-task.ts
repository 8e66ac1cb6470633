import { and, eq, gte, like, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isTerminal } from '../../domain/status.js';
import { assertNoCycle } from '../dependencies.js';
import { id, parseInput } from '../inputs/scalars.js';
import { makeContainers } from '../insert-tasks.js';
import { MAX_DEPTH } from '../place-tasks.js';
import { settleContainer, startContainers } from '../settle.js';
import type { GenericTask } from '../model/generic-task.js';
import { readBelow, requireTask } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { assertLocked, changeTree, type TreeChange } from '../tree-change.js';
import { toTaskView, type TaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

export const moveTaskInput = z.strictObject({
  task_id: id,
  new_parent_task_id: id,
  position: z.int().min(0).optional(),
});

/**
 * Moves a task with everything below it, also into another tree. Throws conflict for a root, for a parent that has ended
 * or lies below it, and where a cycle would come of it.
 */
export async function moveTask(context: TasksContext, input: unknown): Promise<TaskView> {
  const { db, workspace } = context;
  const request = parseInput(moveTaskInput, input);
  const found = await requireTask(db.database, workspace, request.task_id);
  const target = await requireTask(db.database, workspace, request.new_parent_task_id);
  const moved = await changeTree(context, [...new Set([found.runKey, target.runKey])], async (change) =>
    moveBelow(change, {
      task: await requireTask(change.tx, workspace, request.task_id),
      parent: await requireTask(change.tx, workspace, request.new_parent_task_id),
      position: request.position,
    }),
  );
  return toTaskView(moved, context.uiUrl);
}

export interface Move {
  readonly task: GenericTask;
  readonly parent: GenericTask;
  /** Behind all others unless said. */
  readonly position?: number | undefined;
}

/** In a change of both trees. */
export async function moveBelow(change: TreeChange, { task, parent, position: wanted }: Move): Promise<GenericTask> {
  const { tx, now, context } = change;
  const { workspace } = context;
  assertLocked(change, [task, parent]);
  if (task.parentId === null)
    throw new TaskwrightError('conflict', `"${task.taskId}" is a root and has a run of its own: it cannot be moved.`);
  if (parent.taskId === task.taskId || parent.hierarchyPath.startsWith(`${task.hierarchyPath}/`)) {
    throw new TaskwrightError(
      'conflict',
      `"${parent.taskId}" lies below "${task.taskId}": a task cannot be part of itself.`,
    );
  }
  if (isTerminal(parent.status) || parent.kind === 'wait') {
    throw new TaskwrightError(
      'conflict',
      `"${parent.taskId}" takes no tasks below it: it is ${parent.kind === 'wait' ? 'an approval' : parent.status}.`,
    );
  }
  const below = await readBelow(tx, task);
  const levels = parent.level + 1 - task.level;
  if (Math.max(task.level, ...below.map(({ level }) => level)) + levels > MAX_DEPTH) {
    throw new TaskwrightError('invalid_input', `At most ${MAX_DEPTH} levels are taken.`);
  }
  await makeContainers(change, [parent.taskId]);
  const position = await makeRoom(change, parent.taskId, task.taskId, wanted);
  const path = `${parent.hierarchyPath}/${task.taskId}`;
  await tx
    .update(genericTasks)
    .set({
      hierarchyPath: sql`${path} || substr(${genericTasks.hierarchyPath}, ${task.hierarchyPath.length + 1}::int)`,
      level: sql`${genericTasks.level} + ${levels}::int`,
      runKey: parent.runKey,
      rootId: parent.rootId,
    })
    .where(
      and(
        eq(genericTasks.workspace, workspace),
        or(
          eq(genericTasks.taskId, task.taskId),
          like(genericTasks.hierarchyPath, `${task.hierarchyPath.replaceAll('_', '\\_')}/%`),
        ),
      ),
    );
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`taskwright dependencies ${workspace}`}, 0))`);
  const saved = await change.save(
    task,
    { parentId: parent.taskId, position },
    {
      type: 'task.moved',
      before: { parent_task_id: task.parentId, position: task.position },
      after: { parent_task_id: parent.taskId, position },
    },
  );
  await assertNoCycle(tx, workspace, [task.taskId, ...below.map(({ taskId }) => taskId), parent.taskId]);
  if (saved.status === 'in_progress') await startContainers(change, saved);
  for (const one of new Set([task.parentId, parent.taskId])) await settleContainer(change, one);
  change.wake(task.runKey);
  change.wake(parent.runKey);
  return { ...saved, updatedAt: now };
}

/** The place asked for is made free; behind all others unless one is asked for. */
async function makeRoom(
  { tx, context }: TreeChange,
  parentId: string,
  taskId: string,
  wanted: number | undefined,
): Promise<number> {
  const siblings = and(
    eq(genericTasks.workspace, context.workspace),
    eq(genericTasks.parentId, parentId),
    ne(genericTasks.taskId, taskId),
  );
  const [row] = await tx
    .select({ next: sql<number>`coalesce(max(${genericTasks.position}) + 1, 0)` })
    .from(genericTasks)
    .where(siblings);
  const last = row?.next ?? 0;
  if (wanted === undefined || wanted >= last) return last;
  await tx
    .update(genericTasks)
    .set({ position: sql`${genericTasks.position} + 1` })
    .where(and(siblings, gte(genericTasks.position, wanted)));
  return wanted;
}
