import { and, eq, gt, gte, inArray, isNull, lt, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { TaskStatus } from '../../domain/status.js';
import { genericTasks, taskDependencies } from '../store/schema.js';
import { toContainment } from './filter-sql.js';
import type { DateRange, TaskFilters } from './query-input.js';
import { TASK_FIELDS } from './task-fields.js';

/** Tasks that were not deleted and fulfil all of the filters. */
export function toConditions(workspace: string, filters: TaskFilters): SQL | undefined {
  const { parent_task_id: parent, attributes, has_dependencies: hasDependencies, search_text: words } = filters;
  return and(
    eq(genericTasks.workspace, workspace),
    isNull(genericTasks.deletedAt),
    filters.status === undefined ? undefined : oneOf(genericTasks.status, toStatuses(filters.status)),
    oneOf(genericTasks.taskType, filters.task_type),
    oneOf(genericTasks.stage, filters.lifecycle_stage),
    oneOf(genericTasks.specialistType, filters.specialist_type),
    oneOf(genericTasks.complexity, filters.complexity),
    oneOf(genericTasks.assignee, filters.assignee),
    oneOf(genericTasks.team, filters.team),
    oneOf(genericTasks.rootId, filters.run_id),
    oneOf(genericTasks.templateId, filters.template_id),
    parent === null ? isNull(genericTasks.parentId) : oneOf(genericTasks.parentId, parent),
    attributes === undefined ? undefined : toContainment(attributes),
    hasDependencies === undefined ? undefined : sql`${hasDependencies ? sql`` : sql`not `}${DEPENDS}`,
    words === undefined ? undefined : sql`${genericTasks.search} @@ ${toWords(words)}`,
    filters.created_after === undefined ? undefined : gt(genericTasks.createdAt, filters.created_after),
    filters.created_before === undefined ? undefined : lt(genericTasks.createdAt, filters.created_before),
  );
}

const DEPENDS = sql`exists (select 1 from ${taskDependencies} where ${taskDependencies.workspace} = ${genericTasks.workspace}
  and ${taskDependencies.taskId} = ${genericTasks.taskId})`;

function oneOf(column: PgColumn, wanted: string | readonly string[] | undefined): SQL | undefined {
  if (wanted === undefined) return undefined;
  return typeof wanted === 'string' ? eq(column, wanted) : inArray(column, [...wanted]);
}

/** `active` is what the planning view says of what is in progress or waits. */
export function toStatuses(wanted: NonNullable<TaskFilters['status']>): readonly TaskStatus[] {
  const list = typeof wanted === 'string' ? [wanted] : wanted;
  return [...new Set(list.flatMap((one): TaskStatus[] => (one === 'active' ? ['in_progress', 'waiting'] : [one])))];
}

/** All of the words; the last one may be the beginning of a longer one. */
function toWords(text: string): SQL {
  return sql`(nullif(plainto_tsquery('simple', ${text})::text, '') || ':*')::tsquery`;
}

const DAY_MS = 86_400_000;

/** Milliseconds since the epoch; the end is the first moment after. A date without a time is the whole day. */
export function toMoments({ start, end }: DateRange): { readonly start: number | null; readonly end: number | null } {
  const isDay = end !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(end);
  return {
    start: start === undefined ? null : Date.parse(start),
    end: end === undefined ? null : Date.parse(end) + (isDay ? DAY_MS : 1),
  };
}

/** Without a field: when they completed where only completed tasks are asked for, else when they were made. */
export function toDateCondition(range: DateRange, filters: TaskFilters): SQL | undefined {
  const { start, end } = toMoments(range);
  const wanted = filters.status === undefined ? [] : toStatuses(filters.status);
  const asksForCompleted = wanted.length > 0 && wanted.every((status) => status === 'completed');
  const name = range.field ?? (asksForCompleted ? 'completed_at' : 'created_at');
  const column = TASK_FIELDS.get(name)?.column;
  if (!column) return undefined;
  return and(
    start === null ? undefined : gte(column, start),
    end === null ? undefined : lt(column, end),
    name === 'completed_at' && !asksForCompleted ? eq(genericTasks.status, 'completed') : undefined,
  );
}
