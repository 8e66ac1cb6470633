import { and, asc, eq, sql } from 'drizzle-orm';
import { assertStorableText } from '../../domain/storable.js';
import type { MessageStore, NewSignal, SignalRecord } from '../store.js';
import type { Connection } from './connect.js';
import { answers, consumptions, payloads, signals } from './schema.js';
import { settleSignals } from './settle-signals.js';
import { query, statement, type Statement } from './statement.js';

const SIGNAL = {
  id: signals.id,
  runKey: signals.runKey,
  name: signals.name,
  payload: signals.payload,
  from: signals.sender,
  receivedAt: signals.receivedAt,
  path: signals.path,
  status: signals.status,
  consumedBy: sql<SignalRecord['consumedBy']>`(
    select coalesce(json_agg(json_build_object('path', path, 'visit', visit) order by path, visit), '[]')
    from ${consumptions}
    where ${consumptions.runKey} = ${signals.runKey} and ${consumptions.signalId} = ${signals.id}
  )`,
};

interface SignalRow extends Omit<SignalRecord, 'path'> {
  readonly path: string | null;
}

export function createMessages({ pool, database }: Connection): MessageStore {
  return {
    async addSignals(added) {
      if (added.length === 0) return;
      for (const { name, from } of added) {
        assertStorableText(name, "signal's name");
        assertStorableText(from, "signal's sender");
      }
      await query(pool, insertSignals(added));
    },

    async readSignals(runKey, ids) {
      if (ids.length === 0) return [];
      const rows = await database
        .select(SIGNAL)
        .from(signals)
        .where(and(eq(signals.runKey, runKey), eq(signals.id, sql`any(${sql.param([...ids])})`)));
      const byId = new Map(rows.map((row) => [row.id, toRecord(row)]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },

    async listSignals(runKey) {
      const rows = await database
        .select(SIGNAL)
        .from(signals)
        .where(eq(signals.runKey, runKey))
        .orderBy(asc(signals.receivedAt), asc(signals.arrival));
      return rows.map(toRecord);
    },

    async listConsumed({ runKey, path, visit }) {
      const rows = await database
        .select({ signal: SIGNAL, distinctKey: consumptions.distinctKey })
        .from(consumptions)
        .innerJoin(signals, and(eq(signals.runKey, consumptions.runKey), eq(signals.id, consumptions.signalId)))
        .where(and(eq(consumptions.runKey, runKey), eq(consumptions.path, path), eq(consumptions.visit, visit)))
        .orderBy(asc(signals.receivedAt), asc(signals.arrival));
      return rows.map(({ signal, distinctKey }) => ({ signal: toRecord(signal), distinctKey }));
    },

    settleSignals: (judged) => settleSignals(pool, judged),

    async addPayload({ at, ...payload }) {
      await database
        .insert(payloads)
        .values({ ...payload, createdAt: at })
        .onConflictDoNothing();
    },

    async readPayload(runKey, id) {
      const [row] = await database
        .select({ value: payloads.value })
        .from(payloads)
        .where(and(eq(payloads.runKey, runKey), eq(payloads.id, id)));
      return row?.value;
    },

    async readAnswer(runKey, id) {
      const [row] = await database
        .select({ answer: answers.answer })
        .from(answers)
        .where(and(eq(answers.runKey, runKey), eq(answers.id, id)));
      return row?.answer;
    },

    async saveAnswer(runKey, id, answer) {
      await database.insert(answers).values({ runKey, id, answer }).onConflictDoNothing();
    },
  };
}

/** In the order of the list. */
function insertSignals(added: readonly NewSignal[]): Statement {
  const asked = added.map(({ payload, ...signal }) => ({ ...signal, payload: JSON.stringify(payload) }));
  return statement`
    insert into taskwright.signals (run_key, id, name, payload, sender, received_at, path)
    select "runKey", id, name, payload, "from", "receivedAt", path
    from rows from (
      json_to_recordset(${JSON.stringify(asked)}::text::json)
        as ("runKey" text, id text, name text, payload text, "from" text, "receivedAt" bigint, path text)
    ) with ordinality as _ ("runKey", id, name, payload, "from", "receivedAt", path, place)
    order by place
    on conflict do nothing`;
}

function toRecord({ path, ...row }: SignalRow): SignalRecord {
  return path === null ? row : { ...row, path };
}
