import { and, asc, eq, lt, not, sql } from 'drizzle-orm';
import type { OutboxStore } from '../store.js';
import type { Connection } from './connect.js';
import { registerDependency } from './register-dependency.js';
import { outbox } from './schema.js';

export function createOutbox({ pool, database }: Connection): OutboxStore {
  return {
    async add(rows) {
      if (rows.length === 0) return;
      await database
        .insert(outbox)
        .values([...rows])
        .onConflictDoNothing();
    },

    async listUndelivered({ fromRunKey, olderThan, limit }) {
      const rows = await database
        .select()
        .from(outbox)
        .where(
          and(
            not(outbox.isDelivered),
            fromRunKey === undefined ? undefined : eq(outbox.fromRunKey, fromRunKey),
            olderThan === undefined ? undefined : lt(outbox.createdAt, olderThan),
          ),
        )
        .orderBy(asc(outbox.createdAt), asc(outbox.id))
        .limit(limit);
      return rows.map(({ isDelivered: _, ...row }) => row);
    },

    async close(ids) {
      if (ids.length === 0) return;
      await database
        .update(outbox)
        .set({ isDelivered: true })
        .where(eq(outbox.id, sql`any(${sql.param([...ids])})`));
    },

    registerDependency: (dependency) => registerDependency(pool, dependency),
  };
}
