import { and, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { toStoreError } from '../../store/postgres/to-store-error.js';
import { parseInput } from '../inputs/scalars.js';
import { toGenericTask } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';
import { toConditions, toDateCondition } from './conditions.js';
import { toFilterSql } from './filter-sql.js';
import { readExtras } from './page-extras.js';
import { toPageOrder } from './page-order.js';
import { queryTasksInput, type TaskFilters } from './query-input.js';
import { readMetrics } from './task-metrics.js';

type Request = z.output<typeof queryTasksInput>;

/** One page of the tasks that fulfil everything, the newest first unless a sort is given. Throws invalid_input. */
export async function queryTasks(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(queryTasksInput, input);
  if (request.cursor !== undefined && request.offset !== undefined)
    throw new TaskwrightError('invalid_input', '"cursor" and "offset" exclude each other.');
  const filters = toFilters(request);
  const which = toCondition(context, request, filters);
  try {
    return { ...(await readPage(context, request, which)), filters_applied: toApplied(request, input) };
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}

/** Flat or under `filters`; what is said in both places is taken from the latter, attributes from both. */
function toFilters({ filters = {}, ...request }: Request): TaskFilters {
  const flat: TaskFilters = request;
  const attributes = flat.attributes || filters.attributes ? { ...flat.attributes, ...filters.attributes } : undefined;
  return { ...flat, ...filters, attributes };
}

function toCondition({ workspace, now }: TasksContext, request: Request, filters: TaskFilters): SQL | undefined {
  return and(
    toConditions(workspace, filters),
    request.date_range && toDateCondition(request.date_range, filters),
    request.custom_filter === undefined ? undefined : toFilterSql(request.custom_filter, now()),
  );
}

async function readPage(context: TasksContext, request: Request, which: SQL | undefined): Promise<JsonObject> {
  const { database } = context.db;
  const order = toPageOrder(request.sort ?? { field: 'created_at', direction: 'desc' });
  const [rows, total, metrics] = await Promise.all([
    database
      .select({ task: genericTasks, value: order.value })
      .from(genericTasks)
      .where(and(which, request.cursor === undefined ? undefined : order.after(request.cursor)))
      .orderBy(...order.by)
      .limit(request.limit + 1)
      .offset(request.offset ?? 0),
    database.$count(genericTasks, which),
    request.include_metrics ? readMetrics(database, which) : null,
  ]);
  const page = rows.slice(0, request.limit);
  const tasks = page.map(({ task }) => toGenericTask(task));
  const extrasOf = await readExtras(context, tasks, request);
  const last = page.at(-1);
  const hasMore = rows.length > page.length;
  return {
    tasks: tasks.map((task) => ({ ...toTaskView(task, context.uiUrl), ...extrasOf(task) })),
    total_count: total,
    has_more: hasMore,
    next_cursor: hasMore && last ? order.toCursor({ value: last.value, taskId: last.task.taskId }) : null,
    ...(metrics && { metrics }),
  };
}

const NO_FILTERS: ReadonlySet<string> = new Set(['limit', 'cursor', 'offset', 'filters', 'sort']);

/** What narrowed the list, in the words of the request. */
function toApplied(request: Request, input: unknown): JsonObject {
  const given: JsonObject = JSON.parse(JSON.stringify(input ?? {}));
  const flat = Object.entries(given).filter(([key]) => !NO_FILTERS.has(key) && !key.startsWith('include_'));
  return { ...Object.fromEntries(flat), ...(request.filters && toObject(given['filters'])) };
}

function toObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
