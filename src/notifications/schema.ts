import { sql } from 'drizzle-orm';
import { bigint, index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ErrorRecord } from '../domain/errors.js';
import { instant, jsonText, keyText } from '../store/postgres/columns.js';
import { taskwright } from '../store/postgres/schema.js';
import type { EventRow, Happening } from './happening.js';
import type { NotificationStatus } from './status.js';

/** Who wants to hear of which events. Without a row here no event costs anything; those that nobody renews lapse. */
export const eventInterests = taskwright.table(
  'event_interests',
  {
    consumer: keyText('consumer').notNull(),
    /** Of an event as it is recorded; `*` is every one. */
    type: keyText('type').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.consumer, table.type] })],
);

/** Events on their way to a consumer: written by a trigger in the transaction of the event, removed once taken. */
export const outgoingEvents = taskwright.table(
  'outgoing_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    consumer: keyText('consumer').notNull(),
    event: jsonText<EventRow>('event').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Until then whoever took it is at work on it. */
    takenUntil: instant('taken_until').notNull().default(0),
  },
  (table) => [index('outgoing_events_of_consumer').on(table.consumer, table.id)],
);

/** What a channel is to be told: a row an event and an address. */
export const notifications = taskwright.table(
  'notifications',
  {
    /** The delivery id: follows from the event and the channel, so that nothing is written twice. */
    id: keyText('id').primaryKey(),
    workspace: keyText('workspace').notNull(),
    channel: keyText('channel').notNull(),
    /** Where the channel has none of its own: somebody's mail address. */
    address: text('address'),
    content: jsonText<Happening>('content').notNull(),
    status: text('status').$type<NotificationStatus>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Of the next try; while one is under way, when it counts as lost. */
    dueAt: instant('due_at').notNull(),
    error: jsonText<ErrorRecord>('error'),
    createdAt: instant('created_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('notifications_due')
      .on(table.dueAt)
      .where(sql`status = 'pending'`),
    index('notifications_by_status').on(table.workspace, table.status, table.createdAt),
  ],
);
