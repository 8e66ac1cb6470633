import { createHash } from 'node:crypto';
import { and, arrayContains, asc, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { TaskwrightError, type ErrorRecord } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { runs, signals } from '../store/postgres/schema.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import { toAwaited, type CorrelatedWait, type Delivery, type DeliveryStatus } from './delivery.js';
import { deliveries } from './schema.js';

export interface Received {
  readonly workspace: string;
  readonly source: string;
  readonly id: string;
  readonly content: JsonObject;
  readonly sender: string;
  /** The waits that it is for, where that is known at once. */
  readonly awaited?: readonly CorrelatedWait[];
}

export interface Outcome {
  readonly status: DeliveryStatus;
  readonly reached: number;
  readonly error: ErrorRecord | null;
  /** The waits that it is for; as it was unless said. */
  readonly awaited?: readonly CorrelatedWait[];
}

/** A signal that a run keeps: it came early, or no wait that was waiting wanted it. */
export interface KeptSignal {
  readonly runId: string;
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly sender: string;
  readonly path: string | null;
  readonly status: 'received' | 'unmatched';
  readonly receivedAt: number;
}

export interface DeliveryStore {
  /** Keeps it, or finds what was kept under its id. Throws conflict where that was something else. */
  receive(received: Received): Promise<Delivery>;
  /** What was delivered stays so, whoever else tried meanwhile. */
  settle(delivery: Delivery, outcome: Outcome): Promise<void>;
  /** What reached no wait, and is for this one; oldest first. */
  listAwaited(query: {
    readonly workspace: string;
    readonly wait: CorrelatedWait;
    readonly limit: number;
  }): Promise<readonly Delivery[]>;
  /** Those with this id, whatever their source. */
  find(workspace: string, id: string): Promise<readonly Delivery[]>;
  /** Newest first. */
  list(query: {
    readonly workspace: string;
    readonly statuses: readonly DeliveryStatus[];
    readonly limit: number;
  }): Promise<readonly Delivery[]>;
  /** Of all workspaces, kept before that time and not delivered since, oldest first. */
  listOpen(query: { readonly before: number; readonly limit: number }): Promise<readonly Delivery[]>;
  /** Newest first. */
  listKeptSignals(workspace: string, limit: number): Promise<readonly KeptSignal[]>;
}

type Row = typeof deliveries.$inferSelect;

export function createDeliveryStore({ database }: TaskDatabase, now: () => number): DeliveryStore {
  return {
    async receive({ awaited, ...received }) {
      const contentHash = hashContent(received.content);
      const fresh = {
        ...{ ...received, contentHash, status: 'received' as const, receivedAt: now() },
        awaited: awaited?.map(toAwaited) ?? null,
      };
      const [added] = await stored(database.insert(deliveries).values(fresh).onConflictDoNothing().returning());
      const row = added ?? (await stored(database.select().from(deliveries).where(at(received))))[0];
      if (row === undefined) throw new TaskwrightError('unavailable', 'The delivery could not be kept.');
      if (row.contentHash !== contentHash) throw alreadyUsed(received.id);
      return toDelivery(row);
    },

    async settle(delivery, { awaited, ...outcome }) {
      const mayChange = outcome.status === 'delivered' ? undefined : ne(deliveries.status, 'delivered');
      await stored(
        database
          .update(deliveries)
          .set({ ...outcome, settledAt: now(), ...(awaited && { awaited: awaited.map(toAwaited) }) })
          .where(and(at(delivery), mayChange)),
      );
    },

    async listAwaited({ workspace, wait, limit }) {
      const which = and(
        arrayContains(deliveries.awaited, [toAwaited(wait)]),
        sql`${deliveries.status} in ('received', 'unmatched')`,
        eq(deliveries.workspace, workspace),
      );
      const order = asc(deliveries.receivedAt);
      return (await stored(database.select().from(deliveries).where(which).orderBy(order).limit(limit))).map(
        toDelivery,
      );
    },

    async find(workspace, id) {
      const which = and(eq(deliveries.workspace, workspace), eq(deliveries.id, id));
      return (await stored(database.select().from(deliveries).where(which))).map(toDelivery);
    },

    async list({ workspace, statuses, limit }) {
      const which = and(eq(deliveries.workspace, workspace), inArray(deliveries.status, [...statuses]));
      const order = desc(deliveries.receivedAt);
      return (await stored(database.select().from(deliveries).where(which).orderBy(order).limit(limit))).map(
        toDelivery,
      );
    },

    async listOpen({ before, limit }) {
      const which = and(eq(deliveries.status, 'received'), lt(deliveries.receivedAt, before));
      const order = asc(deliveries.receivedAt);
      return (await stored(database.select().from(deliveries).where(which).orderBy(order).limit(limit))).map(
        toDelivery,
      );
    },

    async listKeptSignals(workspace, limit) {
      const rows = await stored(
        database
          .select({ runId: runs.runId, signal: signals })
          .from(signals)
          .innerJoin(runs, eq(runs.runKey, signals.runKey))
          .where(and(eq(runs.workspace, workspace), inArray(signals.status, ['received', 'unmatched'])))
          .orderBy(desc(signals.receivedAt))
          .limit(limit),
      );
      return rows.map(({ runId, signal: { id, name, payload, sender, path, status, receivedAt } }) => ({
        ...{ runId, id, name, payload, sender, path, receivedAt },
        status: status === 'unmatched' ? status : ('received' as const),
      }));
    },
  };
}

function at({ workspace, source, id }: Pick<Received, 'workspace' | 'source' | 'id'>) {
  return and(eq(deliveries.workspace, workspace), eq(deliveries.source, source), eq(deliveries.id, id));
}

function hashContent(content: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function toDelivery({ contentHash: _, awaited: __, ...row }: Row): Delivery {
  return row;
}

function alreadyUsed(id: string): TaskwrightError {
  return new TaskwrightError('conflict', `Something else was delivered under the id "${id}".`, {
    hint: 'A delivery id belongs to one delivery; take a new one.',
  });
}

async function stored<Rows>(statement: PromiseLike<Rows>): Promise<Rows> {
  try {
    return await statement;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}
