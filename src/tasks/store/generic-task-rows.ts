import { and, asc, eq, inArray, isNull, like, type SQL } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { TaskwrightError } from '../../domain/errors.js';
import { isValidId } from '../../domain/ids.js';
import type { Dependency, GenericTask, TaskDecision } from '../model/generic-task.js';
import { genericTasks, taskDecisions, taskDependencies } from './schema.js';

export type Reader = Pick<NodePgDatabase, 'select'>;

export function toGenericTask({ search: _, ...row }: typeof genericTasks.$inferSelect): GenericTask {
  return row;
}

/** Null for one that does not exist, or was deleted. */
export async function findTask(db: Reader, workspace: string, taskId: string): Promise<GenericTask | null> {
  if (!isValidId(taskId)) return null;
  const [task] = await readTasks(db, workspace, eq(genericTasks.taskId, taskId));
  return task ?? null;
}

/** Throws not_found. */
export async function requireTask(db: Reader, workspace: string, taskId: string): Promise<GenericTask> {
  const task = await findTask(db, workspace, taskId);
  if (task) return task;
  throw new TaskwrightError('not_found', `There is no task "${taskId.slice(0, 200)}".`, {
    hint: 'List tasks with "taskwright tasks list" or query_tasks.',
  });
}

/** Those that were not deleted, by their paths. */
export async function readTasks(db: Reader, workspace: string, which: SQL | undefined): Promise<GenericTask[]> {
  const rows = await db
    .select()
    .from(genericTasks)
    .where(and(eq(genericTasks.workspace, workspace), isNull(genericTasks.deletedAt), which))
    .orderBy(asc(genericTasks.level), asc(genericTasks.position), asc(genericTasks.taskId));
  return rows.map(toGenericTask);
}

export async function readByIds(db: Reader, workspace: string, ids: readonly string[]): Promise<GenericTask[]> {
  return ids.length === 0 ? [] : readTasks(db, workspace, inArray(genericTasks.taskId, [...ids]));
}

export async function readChildren(db: Reader, workspace: string, parentId: string): Promise<GenericTask[]> {
  return readTasks(db, workspace, eq(genericTasks.parentId, parentId));
}

/** Without the task itself, parents before children. */
export async function readBelow(db: Reader, { workspace, hierarchyPath }: GenericTask): Promise<GenericTask[]> {
  return readTasks(db, workspace, like(genericTasks.hierarchyPath, `${hierarchyPath.replaceAll('_', '\\_')}/%`));
}

/** From the root down, without the task itself. */
export async function readAncestors(db: Reader, { workspace, hierarchyPath }: GenericTask): Promise<GenericTask[]> {
  return readByIds(db, workspace, hierarchyPath.split('/').slice(1, -1));
}

export async function readDependencies(
  db: Reader,
  workspace: string,
  taskIds: readonly string[],
): Promise<Dependency[]> {
  if (taskIds.length === 0) return [];
  return db
    .select()
    .from(taskDependencies)
    .where(and(eq(taskDependencies.workspace, workspace), inArray(taskDependencies.taskId, [...taskIds])))
    .orderBy(asc(taskDependencies.createdAt), asc(taskDependencies.prerequisiteId), asc(taskDependencies.type));
}

/** Who depends on these. */
export async function readDependents(
  db: Reader,
  workspace: string,
  prerequisiteIds: readonly string[],
): Promise<Dependency[]> {
  if (prerequisiteIds.length === 0) return [];
  return db
    .select()
    .from(taskDependencies)
    .where(
      and(eq(taskDependencies.workspace, workspace), inArray(taskDependencies.prerequisiteId, [...prerequisiteIds])),
    )
    .orderBy(asc(taskDependencies.createdAt), asc(taskDependencies.taskId));
}

/** In the order they were made. */
export async function readDecisions(
  db: Reader,
  workspace: string,
  taskIds: readonly string[],
): Promise<TaskDecision[]> {
  if (taskIds.length === 0) return [];
  const rows = await db
    .select()
    .from(taskDecisions)
    .where(and(eq(taskDecisions.workspace, workspace), inArray(taskDecisions.taskId, [...taskIds])))
    .orderBy(asc(taskDecisions.id));
  return rows.map(({ workspace: _, id: __, ...decision }) => decision);
}
