import { and, asc, eq, gt } from 'drizzle-orm';
import type { AuditStore } from '../store.js';
import type { Connection } from './connect.js';
import { audit } from './schema.js';
import { query, statement } from './statement.js';

export function createAudit({ pool, database }: Connection): AuditStore {
  return {
    list: ({ runKey, after = 0, limit }) =>
      database
        .select()
        .from(audit)
        .where(and(eq(audit.runKey, runKey), gt(audit.number, after)))
        .orderBy(asc(audit.number))
        .limit(limit),

    async findStray(runKey) {
      const [stray] = await query<{ number: number | null; event_id: string }>(
        pool,
        statement`
          select number, event_id from (
            select entry.number, entry.at, entry.source_id, entry.source || ':' || entry.source_id as event_id
            from taskwright.audit entry
            where entry.run_key = ${runKey} and not exists (
              select from taskwright.acts act
              where act.run_key = entry.run_key and act.source = entry.source and act.source_id = entry.source_id
                and act.type = entry.type and act.actor = entry.actor and act.at = entry.at
                and act.before is not distinct from entry.before and act.after is not distinct from entry.after
                and act.reason is not distinct from entry.reason
            )
            union all
            select null, act.at, act.source_id, act.source || ':' || act.source_id
            from taskwright.acts act
            where act.run_key = ${runKey} and not exists (
              select from taskwright.audit entry
              where entry.run_key = act.run_key and entry.source = act.source and entry.source_id = act.source_id
            )
          ) stray
          order by at, source_id limit 1`,
      );
      return stray === undefined ? null : { number: stray.number, eventId: stray.event_id };
    },

    async listRuns({ workspace, after = '', limit }) {
      const rows = await query<{ run_key: string; run_id: string }>(
        pool,
        statement`
          select run_key, run_id from taskwright.runs run
          where workspace = ${workspace} and run_key > ${after} and (
            exists (select from taskwright.audit entry where entry.run_key = run.run_key)
            or exists (select from taskwright.acts act where act.run_key = run.run_key)
          )
          order by run_key limit ${limit}`,
      );
      return rows.map((row) => ({ runKey: row.run_key, runId: row.run_id }));
    },
  };
}
