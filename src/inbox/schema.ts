import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { instant, jsonText, keyText } from '../store/postgres/columns.js';
import { taskwright } from '../store/postgres/schema.js';
import type { DeliveryStatus } from './delivery.js';

/** What came in from outside: signals by HTTP, and deliveries of webhooks. Kept before anything is done about it. */
export const deliveries = taskwright.table(
  'deliveries',
  {
    workspace: keyText('workspace').notNull(),
    /** `signal`, or `webhook:` and the name of the source: each has ids of its own. */
    source: keyText('source').notNull(),
    /** Of the sender, or generated; a repeat with the same id is the same delivery. */
    id: keyText('id').notNull(),
    /** What was asked, as the source's kind knows it. */
    content: jsonText<JsonObject>('content').notNull(),
    /** SHA-256 of the content, hex: something else under the same id is refused. */
    contentHash: text('content_hash').notNull(),
    sender: text('sender').notNull(),
    status: text('status').$type<DeliveryStatus>().notNull(),
    /** Waits that were reached and runs that were started. */
    reached: integer('reached').notNull().default(0),
    error: jsonText<ErrorRecord>('error'),
    receivedAt: instant('received_at').notNull(),
    settledAt: instant('settled_at'),
    /** Names and correlation keys of the waits that it is for, packed by `toAwaited`. */
    awaited: text('awaited').array(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.source, table.id] }),
    index('deliveries_by_status').on(table.workspace, table.status, table.receivedAt),
    index('deliveries_by_awaited')
      .using('gin', table.awaited)
      .where(sql`${table.status} in ('received', 'unmatched')`),
  ],
);
