import { and, eq, inArray, sql } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import { toWorkflowId } from '../domain/ids.js';
import { TREE_HASH } from '../domain/tree-run.js';
import { definitionBodies, runs } from '../store/postgres/schema.js';
import { addDependencies, type NewDependency } from './dependencies.js';
import type { GenericTask } from './model/generic-task.js';
import { assertMayBegin, reachStage } from './first-stage.js';
import { placeTasks, type TaskToInsert } from './place-tasks.js';
import { findMadeBefore } from './request-mark.js';
import { blockGated, settleGates, settleTasks, startContainers } from './settle.js';
import { requireTask } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';
import { changeTree, type TreeChange } from './tree-change.js';
import type { TasksContext } from './tasks-context.js';

export const MAX_TASKS_AT_ONCE = 10_000;

/** Of every run of a tree: what such a run was started with says nothing. */
const TREE_BODY = { hash: TREE_HASH, body: '{}' };

/**
 * All or none, in one transaction; parents come before their children. A task without a parent starts a run that is
 * called after it. Throws conflict (an id that is taken, a cycle, a parent that has ended), not_found (a parent, a
 * prerequisite), invalid_input (too many, too deep).
 */
export async function insertTasks(
  context: TasksContext,
  tasks: readonly TaskToInsert[],
): Promise<readonly GenericTask[]> {
  if (tasks.length > MAX_TASKS_AT_ONCE) {
    throw new TaskwrightError(
      'invalid_input',
      `${tasks.length} tasks at once; at most ${MAX_TASKS_AT_ONCE} are taken.`,
    );
  }
  const { workspace, db } = context;
  const parents = await Promise.all(
    listOuterParents(tasks).map((parentId) => requireTask(db.database, workspace, parentId)),
  );
  const inserted = await changeTree(context, [...new Set(parents.map(({ runKey }) => runKey))], (change) =>
    insertInto(change, tasks),
  ).catch(async (thrown: unknown) => {
    const earlier = isConflict(thrown)
      ? await findMadeBefore(
          context,
          tasks.map(({ taskId }) => taskId),
        )
      : null;
    if (earlier === null) throw thrown;
    return earlier;
  });
  for (const { taskId, parentId, fields } of tasks) {
    if (parentId !== null) continue;
    const runKey = toWorkflowId(workspace, taskId);
    const temporalRunId = await context.trees.start({ runKey, type: fields.taskType, title: fields.title });
    if (temporalRunId !== null) await db.database.update(runs).set({ temporalRunId }).where(eq(runs.runKey, runKey));
  }
  return inserted;
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof TaskwrightError && thrown.code === 'conflict';
}

/** As part of a change of the trees of their parents; who makes a root starts its run afterwards. */
export async function insertInto(change: TreeChange, tasks: readonly TaskToInsert[]): Promise<readonly GenericTask[]> {
  const outer = listOuterParents(tasks);
  assertMayBegin(tasks);
  const rows = await placeTasks(change, tasks, outer);
  await makeContainers(change, outer);
  for (const task of tasks) if (task.parentId === null) await insertRun(change, task);
  await insertRows(change, rows);
  const dependencies = tasks.flatMap((task) => task.dependencies);
  await assertPrerequisitesExist(change, dependencies, new Set(tasks.map(({ taskId }) => taskId)));
  await addDependencies(change, dependencies);
  for (const row of rows) {
    const { title, taskType } = row;
    const after = { title, task_type: taskType, status: 'pending', lifecycle_stage: 'created' };
    change.note(row, { type: 'task.created', after });
  }
  return settleNew(change, rows, tasks);
}

/** Parents that stand already. */
function listOuterParents(tasks: readonly TaskToInsert[]): readonly string[] {
  const own = new Set(tasks.map(({ taskId }) => taskId));
  return [...new Set(tasks.flatMap(({ parentId }) => (parentId === null || own.has(parentId) ? [] : [parentId])))];
}

/** A leaf that gets something below it is a leaf no more. */
export async function makeContainers({ tx, context }: TreeChange, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  const { workspace } = context;
  const leaves = and(inArray(genericTasks.taskId, [...taskIds]), eq(genericTasks.kind, 'basic'));
  await tx
    .update(genericTasks)
    .set({ kind: 'parallel' })
    .where(and(eq(genericTasks.workspace, workspace), leaves));
}

async function insertRun(change: TreeChange, { taskId, fields }: TaskToInsert): Promise<void> {
  const { title, taskType } = fields;
  const { tx, context, now } = change;
  const { workspace, actor } = context;
  await tx.insert(definitionBodies).values(TREE_BODY).onConflictDoNothing();
  const [row] = await tx
    .insert(runs)
    .values({
      runKey: toWorkflowId(workspace, taskId),
      workspace,
      runId: taskId,
      definitionId: taskType,
      version: '0.0.0',
      definitionHash: TREE_BODY.hash,
      input: { title },
      startedBy: actor.name,
      requestToken: taskId,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ runKey: runs.runKey });
  if (!row)
    throw new TaskwrightError('conflict', `The id "${taskId}" is taken by another run.`, {
      hint: 'Choose another task_id.',
    });
  change.hold(row.runKey);
}

async function insertRows(change: TreeChange, rows: readonly GenericTask[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const part = rows.slice(from, from + 500);
    const written = await change.tx
      .insert(genericTasks)
      .values(part.map((row) => ({ ...row })))
      .onConflictDoNothing()
      .returning({ taskId: genericTasks.taskId });
    if (written.length === part.length) continue;
    const isWritten = new Set(written.map(({ taskId }) => taskId));
    const taken = part.find(({ taskId }) => !isWritten.has(taskId));
    throw new TaskwrightError('conflict', `The task id "${taken?.taskId}" is taken.`, {
      hint: 'Choose another task_id.',
    });
  }
}

async function assertPrerequisitesExist(
  change: TreeChange,
  dependencies: readonly NewDependency[],
  ownIds: ReadonlySet<string>,
): Promise<void> {
  const named = new Set(dependencies.flatMap(({ taskId, prerequisiteId }) => [taskId, prerequisiteId]));
  const wanted = [...named].filter((taskId) => !ownIds.has(taskId));
  if (wanted.length === 0) return;
  const found = await change.tx
    .select({ taskId: genericTasks.taskId })
    .from(genericTasks)
    .where(
      and(
        eq(genericTasks.workspace, change.context.workspace),
        inArray(genericTasks.taskId, wanted),
        sql`deleted_at is null`,
      ),
    );
  const known = new Set(found.map(({ taskId }) => taskId));
  const missing = wanted.filter((taskId) => !known.has(taskId));
  if (missing.length === 0) return;
  throw new TaskwrightError(
    'not_found',
    `There is no task ${missing.map((taskId) => `"${taskId}"`).join(', ')} to depend on.`,
  );
}

/** Gates, wanted stages and approvals that begin to wait; parents first. */
async function settleNew(
  change: TreeChange,
  rows: readonly GenericTask[],
  tasks: readonly TaskToInsert[],
): Promise<readonly GenericTask[]> {
  const gatedIds = new Set(tasks.flatMap(({ dependencies }) => dependencies.map(({ taskId }) => taskId)));
  const blocked = await blockGated(
    change,
    rows.filter(({ taskId }) => gatedIds.has(taskId)),
  );
  const settled: GenericTask[] = [];
  for (const [index, row] of rows.entries()) {
    let task = blocked.get(row.taskId) ?? row;
    if (task.kind === 'wait') task = await settleGates(change, task);
    task = await reachStage(change, task, tasks[index]?.stage ?? 'created');
    if (task.status === 'in_progress') await startContainers(change, task);
    if (task.dueAt !== null || task.startAfterAt !== null) change.wake(task.runKey);
    settled.push(task);
  }
  const own = new Set(rows.map(({ taskId }) => taskId));
  await settleTasks(
    change,
    [...gatedIds].filter((taskId) => !own.has(taskId)),
  );
  return settled;
}
