import { and, asc, desc, eq, inArray, lt, lte, min, ne, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { ErrorRecord } from '../domain/errors.js';
import type { Delivery } from './choose-channels.js';
import type { Happening } from './happening.js';
import { notifications } from './schema.js';
import type { NotificationStatus } from './status.js';

export type Notification = typeof notifications.$inferSelect;

const KEPT_MS = 30 * 86_400_000;

/** Each once, however often it is written. */
export async function addNotifications(
  db: Pick<NodePgDatabase, 'insert'>,
  told: readonly { readonly happening: Happening; readonly delivery: Delivery }[],
  now: number,
): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map(({ happening, delivery: { id, channel, address, refusal } }) => ({
    ...{ id, workspace: happening.workspace, channel, address, content: happening, dueAt: now, createdAt: now },
    ...(refusal === null
      ? { status: 'pending' as const }
      : { status: 'dead' as const, error: toRefusal(refusal), settledAt: now }),
  }));
  await db.insert(notifications).values(rows).onConflictDoNothing();
}

function toRefusal(message: string): ErrorRecord {
  return { code: 'not_found', message, path: null };
}

/** Takes what is due for channels that are known here; what is not settled in time is due again. */
export async function takeDue(
  db: NodePgDatabase,
  {
    channels,
    limit,
    now,
    forMs,
  }: {
    readonly channels: readonly string[];
    readonly limit: number;
    readonly now: number;
    readonly forMs: number;
  },
): Promise<readonly Notification[]> {
  if (channels.length === 0) return [];
  return db.transaction(async (tx) => {
    const due = await tx
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(isPendingFor(channels), lte(notifications.dueAt, now)))
      .orderBy(asc(notifications.dueAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = due.map(({ id }) => id);
    if (ids.length === 0) return [];
    return tx
      .update(notifications)
      .set({ dueAt: now + forMs, attempts: sql`${notifications.attempts} + 1` })
      .where(inArray(notifications.id, ids))
      .returning();
  });
}

/** When the next one is due; null where none waits. */
export async function readNextDueAt(db: NodePgDatabase, channels: readonly string[]): Promise<number | null> {
  if (channels.length === 0) return null;
  const [row] = await db
    .select({ at: min(notifications.dueAt) })
    .from(notifications)
    .where(isPendingFor(channels));
  return row?.at ?? null;
}

function isPendingFor(channels: readonly string[]) {
  return and(eq(notifications.status, 'pending'), inArray(notifications.channel, [...channels]));
}

export async function settle(
  db: NodePgDatabase,
  id: string,
  outcome: Pick<Notification, 'status' | 'error' | 'dueAt' | 'settledAt'>,
): Promise<void> {
  await db.update(notifications).set(outcome).where(eq(notifications.id, id));
}

/** Newest first. */
export async function listNotifications(
  db: Pick<NodePgDatabase, 'select'>,
  query: { readonly workspace: string; readonly statuses: readonly NotificationStatus[]; readonly limit: number },
): Promise<readonly Notification[]> {
  return db
    .select()
    .from(notifications)
    .where(and(eq(notifications.workspace, query.workspace), inArray(notifications.status, [...query.statuses])))
    .orderBy(desc(notifications.createdAt), asc(notifications.id))
    .limit(query.limit);
}

/** Due at once, with all tries before it. False where there is none that could be tried again. */
export async function retryNotification(
  db: NodePgDatabase,
  { workspace, id, now }: { readonly workspace: string; readonly id: string; readonly now: number },
): Promise<boolean> {
  const which = and(
    eq(notifications.workspace, workspace),
    eq(notifications.id, id),
    ne(notifications.status, 'delivered'),
  );
  const found = await db
    .update(notifications)
    .set({ status: 'pending', attempts: 0, dueAt: now, settledAt: null })
    .where(which)
    .returning({ id: notifications.id });
  if (found.length > 0) await db.execute(sql`select pg_notify('taskwright_events', '')`);
  return found.length > 0;
}

export async function forgetOld(db: NodePgDatabase, now: number): Promise<void> {
  await db
    .delete(notifications)
    .where(and(eq(notifications.status, 'delivered'), lt(notifications.createdAt, now - KEPT_MS)));
}
