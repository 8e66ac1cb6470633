import { and, asc, eq } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { registrations } from './store/schema.js';
import type { TasksContext } from './tasks-context.js';

type Sort = 'task_type' | 'specialist';

/** What was registered through the API, by name. */
export async function readRegistrations(
  { db, workspace }: Pick<TasksContext, 'db' | 'workspace'>,
  sort: Sort,
): Promise<readonly JsonObject[]> {
  const rows = await db.database
    .select({ body: registrations.body })
    .from(registrations)
    .where(and(eq(registrations.workspace, workspace), eq(registrations.sort, sort)))
    .orderBy(asc(registrations.name));
  return rows.map(({ body }) => body);
}

/** Throws conflict for a name that is registered, unless it may be overwritten. */
export async function writeRegistration(
  { db, workspace, actor, now }: TasksContext,
  { sort, name, body, overwrite }: { sort: Sort; name: string; body: JsonObject; overwrite: boolean },
): Promise<void> {
  const insert = db.database
    .insert(registrations)
    .values({ workspace, sort, name, body, createdBy: actor.name, createdAt: now() });
  const target = [registrations.workspace, registrations.sort, registrations.name];
  const [row] = await (
    overwrite ? insert.onConflictDoUpdate({ target, set: { body } }) : insert.onConflictDoNothing({ target })
  ).returning({ name: registrations.name });
  if (row) return;
  throw new TaskwrightError('conflict', `"${name}" is registered already.`, { hint: 'Set "overwrite" to replace it.' });
}

/** Answers whether it was registered. */
export async function removeRegistration(
  { db, workspace }: TasksContext,
  { sort, name }: { sort: Sort; name: string },
): Promise<boolean> {
  const gone = await db.database
    .delete(registrations)
    .where(and(eq(registrations.workspace, workspace), eq(registrations.sort, sort), eq(registrations.name, name)))
    .returning({ name: registrations.name });
  return gone.length > 0;
}
