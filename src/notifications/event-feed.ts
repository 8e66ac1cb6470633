import { and, asc, eq, inArray, lt, lte } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { EventRow } from './happening.js';
import { eventInterests, outgoingEvents } from './schema.js';

/** Who is fed: each gets its own copy of an event. */
export type Consumer = 'channels' | 'hooks';

export interface FedEvent {
  readonly id: number;
  readonly event: EventRow;
}

type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

const DAY_MS = 86_400_000;

/** Interest that nobody has renewed for so long lapses, and with it what was fed to nobody. */
const LAPSES_AFTER_MS = 7 * DAY_MS;

/** From now on events of these types are fed to the consumer, also while no worker is there. */
export async function renewInterest(
  db: NodePgDatabase,
  { consumer, types, now }: { readonly consumer: Consumer; readonly types: readonly string[]; readonly now: number },
): Promise<void> {
  const rows = [...new Set(types)].map((type) => ({ consumer, type, seenAt: now }));
  const target = [eventInterests.consumer, eventInterests.type];
  if (rows.length > 0) {
    await db
      .insert(eventInterests)
      .values(rows)
      .onConflictDoUpdate({ target, set: { seenAt: now } });
  }
  await db.delete(eventInterests).where(lt(eventInterests.seenAt, now - LAPSES_AFTER_MS));
  await db.delete(outgoingEvents).where(lt(outgoingEvents.createdAt, now - LAPSES_AFTER_MS));
}

/** Takes the oldest away, in the transaction that writes what becomes of them. */
export async function takeAway(tx: Transaction, consumer: Consumer, limit: number): Promise<readonly FedEvent[]> {
  const taken = await tx
    .select({ id: outgoingEvents.id, event: outgoingEvents.event })
    .from(outgoingEvents)
    .where(eq(outgoingEvents.consumer, consumer))
    .orderBy(asc(outgoingEvents.id))
    .limit(limit)
    .for('update', { skipLocked: true });
  await remove(tx, taken);
  return taken;
}

/** Lends the oldest out for a while: who has it may die, and then somebody else gets it. */
export async function lend(
  db: NodePgDatabase,
  {
    consumer,
    limit,
    now,
    forMs,
  }: { readonly consumer: Consumer; readonly limit: number; readonly now: number; readonly forMs: number },
): Promise<readonly FedEvent[]> {
  return db.transaction(async (tx) => {
    const lent = await tx
      .select({ id: outgoingEvents.id, event: outgoingEvents.event })
      .from(outgoingEvents)
      .where(and(eq(outgoingEvents.consumer, consumer), lte(outgoingEvents.takenUntil, now)))
      .orderBy(asc(outgoingEvents.id))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = lent.map(({ id }) => id);
    if (ids.length > 0) {
      await tx
        .update(outgoingEvents)
        .set({ takenUntil: now + forMs })
        .where(inArray(outgoingEvents.id, ids));
    }
    return lent;
  });
}

export async function remove(db: Pick<NodePgDatabase, 'delete'>, events: readonly FedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.delete(outgoingEvents).where(
    inArray(
      outgoingEvents.id,
      events.map(({ id }) => id),
    ),
  );
}
