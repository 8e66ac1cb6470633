import type { Pool } from 'pg';
import type { JudgedSignals } from '../store.js';
import { query, statement } from './statement.js';

/** One statement. A signal that one wait consumed is not unmatched, whatever another one thought of it. */
export async function settleSignals(
  pool: Pool,
  { runKey, path, visit, consumed, unmatched }: JudgedSignals,
): Promise<void> {
  const judged = [
    ...consumed.map(({ id, distinctKey }) => ({ id, distinct_key: distinctKey, status: 'consumed' })),
    ...unmatched.map((id) => ({ id, status: 'unmatched' })),
  ];
  const settled = statement`
    with judged as materialized (
      select signal.run_key, _.* from json_to_recordset(${JSON.stringify(judged)}::text::json) as _ (id text, distinct_key text, status text)
      join taskwright.signals signal on signal.run_key = ${runKey} and signal.id = _.id
    ),
    consumed as (
      insert into taskwright.consumptions (run_key, path, visit, signal_id, distinct_key)
      select run_key, ${path}, ${visit}::int, id, distinct_key from judged where status = 'consumed'
      on conflict do nothing
    )
    update taskwright.signals signal set status = judged.status
    from judged
    where signal.run_key = judged.run_key and signal.id = judged.id
      and (judged.status = 'consumed' or signal.status = 'received')`;
  await query(pool, settled);
}
