import { and, asc, eq, gt } from 'drizzle-orm';
import { assertStorableText } from '../../domain/storable.js';
import type { EventRecord, EventStore } from '../store.js';
import type { Connection } from './connect.js';
import { events } from './schema.js';
import { query, statement, type Statement } from './statement.js';
import { readTreeEvents } from './tree-tasks.js';

export function createEvents({ pool, database }: Connection): EventStore {
  return {
    async append(added) {
      if (added.length === 0) return;
      for (const { actor, reason } of added) {
        assertStorableText(actor, 'actor');
        assertStorableText(reason ?? '', 'reason');
      }
      await query(pool, insertEvents(added));
    },

    async list({ runKey, path, after, limit }) {
      const rows = await database
        .select()
        .from(events)
        .where(
          and(
            eq(events.runKey, runKey),
            path === undefined ? undefined : eq(events.path, path),
            after === undefined ? undefined : gt(events.id, Number(after)),
          ),
        )
        .orderBy(asc(events.id))
        .limit(limit);
      if (rows.length === 0) return readTreeEvents(pool, { runKey, path, after, limit });
      return rows.map(({ id, noteId: _, ...event }) => ({ id: String(id), ...event }));
    },
  };
}

/** In the order of the list. */
function insertEvents(added: readonly Omit<EventRecord, 'id'>[]): Statement {
  const asked = added.map(({ before, after, ...event }) => ({
    ...event,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
  }));
  return statement`
    insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
    select "runKey", path, visit, type, actor, before, after, reason, at
    from rows from (
      json_to_recordset(${JSON.stringify(asked)}::text::json) as (
        "runKey" text, path text, visit int, type text, actor text, before text, after text, reason text, at bigint
      )
    ) with ordinality as _ ("runKey", path, visit, type, actor, before, after, reason, at, place)
    order by place`;
}
