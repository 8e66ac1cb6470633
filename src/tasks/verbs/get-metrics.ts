import { and, gte, lt, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { name, parseInput } from '../inputs/scalars.js';
import { parseEffortHours } from '../model/effort.js';
import { groupBy } from '../model/group-by.js';
import { toConditions, toDateCondition, toMoments } from '../query/conditions.js';
import { dateRange } from '../query/query-input.js';
import { TASK_FIELDS } from '../query/task-fields.js';
import { toHundredths, toPercent } from '../query/task-metrics.js';
import { genericTasks } from '../store/schema.js';
import type { TasksContext } from '../tasks-context.js';

const GROUPS = [
  ...['task_type', 'team', 'assignee', 'specialist_type', 'complexity', 'status', 'lifecycle_stage', 'template_id'],
  ...['run_id', 'day', 'week', 'month'],
] as const;

const oneOrMany = z.union([name, z.array(name).min(1).max(200)]);

export const getMetricsInput = z.strictObject({
  task_type: oneOrMany.optional(),
  team: oneOrMany.optional(),
  date_range: dateRange.optional(),
  group_by: z.enum(GROUPS).optional(),
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WORKDAY_HOURS = 8;

/**
 * `velocity`: completed tasks a week. `completion_rate` and `effort_accuracy`: percent. `cycle_time`: hours from the first
 * claim to the completion, on average. Null where there is nothing to judge. A range takes tasks by when they ended, and
 * those that are open by when they were made, unless it names a field.
 */
export async function getMetrics(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { date_range: range, group_by: by, ...filters } = parseInput(getMetricsInput, input);
  const { start, end } = toMoments(range ?? {});
  const when = sql<number>`coalesce(${genericTasks.endedAt}, ${genericTasks.createdAt})`;
  const inRange =
    range?.field === undefined
      ? and(start === null ? undefined : gte(when, start), end === null ? undefined : lt(when, end))
      : toDateCondition(range, {});
  const rows = await context.db.database
    .select({
      group: by === undefined ? sql<null>`null` : toGroup(by, when),
      status: genericTasks.status,
      startedAt: genericTasks.startedAt,
      endedAt: genericTasks.endedAt,
      effort: genericTasks.estimatedEffort,
      actual: sql<string | null>`${genericTasks.attributes} ->> 'actual_effort'`,
    })
    .from(genericTasks)
    .where(and(toConditions(context.workspace, filters), inRange));
  const firstEnd = rows.reduce((first, { endedAt }) => Math.min(first, endedAt ?? Infinity), Infinity);
  const now = context.now();
  const from = start ?? Math.min(firstEnd, now);
  const weeks = Math.max(Math.min(end ?? now, now) - from, DAY_MS) / (7 * DAY_MS);
  const groups = by === undefined ? [] : [...groupBy(rows, ({ group }) => group)];
  return {
    ...toMetrics(rows, weeks),
    groups: groups
      .map(([key, own]) => ({ key, ...toMetrics(own, weeks) }))
      .toSorted((one, other) => (one.key ?? '').localeCompare(other.key ?? '')),
  };
}

/** The day, or the first day of the week or month, in UTC. */
function toGroup(by: (typeof GROUPS)[number], when: SQL<number>): SQL<string | null> {
  if (by === 'day' || by === 'week' || by === 'month')
    return sql`to_char(date_trunc(${sql.raw(`'${by}'`)}, to_timestamp(${when} / 1000.0) at time zone 'UTC'), 'YYYY-MM-DD')`;
  return sql`${TASK_FIELDS.get(by)?.column ?? genericTasks.taskType}`;
}

interface Row {
  readonly status: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly effort: string | null;
  readonly actual: string | null;
}

function toMetrics(rows: readonly Row[], weeks: number) {
  const completed = rows.filter(({ status }) => status === 'completed');
  const cycles = completed.flatMap(({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? [] : [(endedAt - startedAt) / HOUR_MS],
  );
  const accuracies = completed.flatMap((row) => toAccuracy(row) ?? []);
  return {
    count: rows.length,
    completed: completed.length,
    velocity: toHundredths(completed.length / weeks),
    completion_rate: toPercent(completed.length, rows.length),
    cycle_time: toHundredths(average(cycles)),
    effort_accuracy: accuracies.length === 0 ? null : toPercent(average(accuracies) ?? 0, 1),
  };
}

/** 1 where the estimate was met; half where it took twice or half of it. What it took may be said in `actual_effort`. */
function toAccuracy({ effort, actual, startedAt, endedAt }: Row): number | null {
  const estimated = effort === null ? null : parseEffortHours(effort);
  const said = actual === null ? null : parseEffortHours(actual);
  const took = said ?? (startedAt === null || endedAt === null ? null : toWorkingHours(endedAt - startedAt));
  if (estimated === null || took === null || Math.max(estimated, took) === 0) return null;
  return Math.min(estimated, took) / Math.max(estimated, took);
}

/** A day holds at most eight of them. */
function toWorkingHours(elapsedMs: number): number {
  const days = Math.floor(elapsedMs / DAY_MS);
  return days * WORKDAY_HOURS + Math.min((elapsedMs - days * DAY_MS) / HOUR_MS, WORKDAY_HOURS);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
