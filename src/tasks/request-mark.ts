import { createHash } from 'node:crypto';
import { and, eq, gte, inArray } from 'drizzle-orm';
import type { GenericTask } from './model/generic-task.js';
import { toGenericTask } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';
import { generateTaskId, toTaskIdText } from './to-new-task.js';
import type { TasksContext } from './tasks-context.js';

/** A request with an idempotency key, as its repeats know it. */
export interface RequestMark {
  /** The same for each repeat, and for no other request. */
  readonly token: string;
  /** When it came for the first time. */
  readonly since: number;
}

/** Gives ids to tasks that were given none. A repeat of a request gives the same ones in the same order. */
export function createTaskIds({ request }: Pick<TasksContext, 'request'>): () => string {
  if (request === undefined) return generateTaskId;
  let given = 0;
  return () => {
    given += 1;
    return toTaskIdText(createHash('sha256').update(`${request.token} ${given}`).digest());
  };
}

/** What this very request has made already, when nobody kept its answer: the worker died, or Temporal was away. */
export async function findMadeBefore(
  { request, workspace, actor, db }: TasksContext,
  ids: readonly string[],
): Promise<readonly GenericTask[] | null> {
  if (request === undefined) return null;
  const isOwn = and(
    eq(genericTasks.workspace, workspace),
    inArray(genericTasks.taskId, ids),
    eq(genericTasks.createdBy, actor.name),
    gte(genericTasks.createdAt, request.since),
  );
  const rows = await db.database.select().from(genericTasks).where(isOwn);
  const byId = new Map(rows.map((row) => [row.taskId, toGenericTask(row)]));
  const found = ids.flatMap((taskId) => byId.get(taskId) ?? []);
  return found.length === ids.length ? found : null;
}
