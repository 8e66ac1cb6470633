import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { JsonObject } from '../domain/json.js';
import type { GenericTask } from './model/generic-task.js';
import { listBlockers } from './read-gates.js';
import { readTasks, type Reader } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';

/** How far the children of a container are. */
export async function readProgress(db: Reader, workspace: string, parentId: string): Promise<JsonObject> {
  const [counts] = await db
    .select({
      total: sql<number>`count(*)::int`,
      completed: sql<number>`(count(*) filter (where ${genericTasks.status} in ('completed', 'skipped')))::int`,
    })
    .from(genericTasks)
    .where(
      and(eq(genericTasks.workspace, workspace), eq(genericTasks.parentId, parentId), isNull(genericTasks.deletedAt)),
    );
  const { total = 0, completed = 0 } = counts ?? {};
  return { completed, total, percentage: total === 0 ? 0 : Math.round((completed * 1_000) / total) / 10 };
}

const CANDIDATES = 50;

/** What may be claimed next in the same tree: siblings first, then by place; null when nothing is ready. */
export async function recommendNext(
  db: Reader,
  { workspace, runKey, parentId }: GenericTask,
): Promise<GenericTask | null> {
  const open = await readTasks(
    db,
    workspace,
    and(
      eq(genericTasks.runKey, runKey),
      inArray(genericTasks.stage, ['created', 'planning', 'ready']),
      inArray(genericTasks.status, ['pending', 'blocked']),
      sql`${genericTasks.kind} <> 'wait'`,
      sql`not exists (select 1 from taskwright.generic_tasks child
        where child.workspace = ${genericTasks.workspace} and child.parent_id = ${genericTasks.taskId} and child.deleted_at is null)`,
    ),
  );
  const nearestFirst = open.toSorted(
    (one, other) => Number(other.parentId === parentId) - Number(one.parentId === parentId),
  );
  const now = Date.now();
  for (const task of nearestFirst.slice(0, CANDIDATES)) {
    if ((await listBlockers(db, task, { step: 'start', now })).length === 0) return task;
  }
  return null;
}
