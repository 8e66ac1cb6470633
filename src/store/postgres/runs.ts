import { and, desc, eq, inArray, lt, or, type InferSelectModel } from 'drizzle-orm';
import { toPendingRun } from '../pending-run.js';
import { runIdTaken, runNotFound } from '../refusals.js';
import { parseRunCursor, toCursorText } from '../run-cursor.js';
import type { NewRun, RunRecord, RunStore } from '../store.js';
import type { Connection } from './connect.js';
import { endRunFromOutside } from './end-run-from-outside.js';
import { runs } from './schema.js';
import { query, statement, type Statement } from './statement.js';

type RunRow = InferSelectModel<typeof runs>;

export function createRuns({ pool, database }: Connection): RunStore {
  return {
    async create(run, definitionBody) {
      const added = await query(pool, insertRun(run, definitionBody));
      if (added.length > 0) return { run: toPendingRun(run), isNew: true };
      const [present] = await database
        .select()
        .from(runs)
        .where(or(eq(runs.runKey, run.runKey), and(eq(runs.workspace, run.workspace), eq(runs.runId, run.runId))));
      if (present?.requestToken !== run.requestToken) throw runIdTaken(run.runId);
      return { run: toRecord(present), isNew: false };
    },

    async read(runKey) {
      const [row] = await database.select().from(runs).where(eq(runs.runKey, runKey));
      return row ? toRecord(row) : null;
    },

    async list({ workspace, status, definitionId, limit, cursor }) {
      const from = cursor === undefined ? null : parseRunCursor(cursor);
      const rows = await database
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.workspace, workspace),
            status && inArray(runs.status, [...status]),
            definitionId === undefined ? undefined : eq(runs.definitionId, definitionId),
            from
              ? or(
                  lt(runs.createdAt, from.createdAt),
                  and(eq(runs.createdAt, from.createdAt), lt(runs.runKey, from.runKey)),
                )
              : undefined,
          ),
        )
        .orderBy(desc(runs.createdAt), desc(runs.runKey))
        .limit(limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { runs: page.map(toRecord), nextCursor: last && rows.length > limit ? toCursorText(last) : null };
    },

    async setTemporalRunId(runKey, temporalRunId) {
      const rows = await query(
        pool,
        statement`
          update taskwright.runs set temporal_run_id = coalesce(temporal_run_id, ${temporalRunId})
          where run_key = ${runKey} returning run_key`,
      );
      if (rows.length === 0) throw runNotFound();
    },

    listUnfinished(limit) {
      return query(
        pool,
        statement`
          with found as materialized (
            select run_key, last_looked_at from taskwright.runs
            where ended_at is null
            order by last_looked_at, created_at
            limit ${limit}
            for no key update skip locked
          ),
          looked as (
            update taskwright.runs run set last_looked_at = ${Date.now()}
            from found where run.run_key = found.run_key
            returning run.run_key, run.temporal_run_id, run.status, run.created_at, found.last_looked_at
          )
          select run_key as "runKey", temporal_run_id as "temporalRunId", status, created_at as "createdAt"
          from looked order by last_looked_at, created_at`,
      );
    },

    endFromOutside: (runKey, end) => endRunFromOutside(pool, runKey, end),
  };
}

/** With the body that it is pinned to, which is kept once. No row in the answer: one of its ids is taken. */
function insertRun(run: NewRun, definitionBody: string): Statement {
  const { runKey, workspace, runId, definitionId, version, definitionHash, startedBy, parent, requestToken } = run;
  return statement`
    with pinned as (
      insert into taskwright.definition_bodies (hash, body) values (${definitionHash}, ${definitionBody})
      on conflict do nothing
    )
    insert into taskwright.runs (
      run_key, workspace, run_id, definition_id, version, definition_hash, input, started_by,
      parent_run_key, parent_path, parent_visit, request_token, created_at
    ) values (
      ${runKey}, ${workspace}, ${runId}, ${definitionId}, ${version}, ${definitionHash}, ${JSON.stringify(run.input)},
      ${startedBy}, ${parent?.runKey}, ${parent?.path}, ${parent?.visit}, ${requestToken}, ${run.createdAt}
    )
    on conflict do nothing
    returning run_key`;
}

function toRecord(row: RunRow): RunRecord {
  const { parentRunKey, parentPath, parentVisit, requestToken: _, endedOutsideAt: __, lastLookedAt: ___, ...run } = row;
  const hasParent = parentRunKey !== null && parentPath !== null && parentVisit !== null;
  return { ...run, parent: hasParent ? { runKey: parentRunKey, path: parentPath, visit: parentVisit } : null };
}
