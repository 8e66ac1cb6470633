import type { Pool } from 'pg';

/** Answers once this many statements of the database wait for a lock. */
export async function whenBlocked(pool: Pick<Pool, 'query'>, count: number): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (Date.now() < giveUpAt) {
    const { rows } = await pool.query(
      `select count(*)::int as blocked from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0]?.blocked === count) return;
  }
  throw new Error(`${count} statements should have waited for a lock.`);
}
