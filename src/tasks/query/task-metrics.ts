import { sql, type SQL } from 'drizzle-orm';
import type { JsonObject } from '../../domain/json.js';
import type { Reader } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';

const HOUR_MS = 3_600_000;

/** Over all tasks that fulfil the condition. Rates are in percent, times in hours; null where there is nothing to judge. */
export async function readMetrics(db: Reader, which: SQL | undefined): Promise<JsonObject> {
  const { status, startedAt, endedAt, dueAt } = genericTasks;
  const count = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const hours = sql`(${endedAt} - ${startedAt}) / ${sql.raw(`${HOUR_MS}.0`)}`;
  const [row] = await db
    .select({
      count: sql<number>`count(*)::int`,
      completed: count(sql`${status} in ('completed', 'skipped')`),
      active: count(sql`${status} in ('in_progress', 'waiting', 'paused')`),
      pending: count(sql`${status} = 'pending'`),
      blocked: count(sql`${status} = 'blocked'`),
      failed: count(sql`${status} in ('failed', 'timed_out')`),
      cancelled: count(sql`${status} = 'cancelled'`),
      overdue: count(sql`${dueAt} is not null and ${dueAt} < coalesce(${endedAt}, extract(epoch from now()) * 1000)`),
      averageHours: sql<number | null>`(avg(${hours}) filter (where ${status} = 'completed'))::float8`,
      medianHours: sql<
        number | null
      >`(percentile_cont(0.5) within group (order by ${hours}) filter (where ${status} = 'completed'))::float8`,
    })
    .from(genericTasks)
    .where(which);
  if (!row) throw new Error('An aggregate without a row.');
  const { count: total, completed, averageHours, medianHours, ...counts } = row;
  return {
    count: total,
    completed,
    ...counts,
    completion_rate: toPercent(completed, total),
    average_cycle_hours: toHundredths(averageHours),
    median_cycle_hours: toHundredths(medianHours),
  };
}

/** With one decimal; null of nothing. */
export function toPercent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 1_000) / whole) / 10;
}

export function toHundredths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
