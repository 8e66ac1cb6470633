import { z } from 'zod';
import { TASK_STATUSES } from '../../domain/status.js';
import { id, jsonObject, lifecycleStage, name, plainText, time } from '../inputs/scalars.js';
import { TASK_FIELDS } from './task-fields.js';

const oneOrMany = <Value extends z.ZodType>(value: Value) => z.union([value, z.array(value).min(1).max(200)]);

/** What tasks are asked for by, for queries and for changes of many. */
export const taskFilters = z.strictObject({
  status: oneOrMany(z.enum([...TASK_STATUSES, 'active'])).optional(),
  task_type: oneOrMany(name).optional(),
  lifecycle_stage: oneOrMany(lifecycleStage).optional(),
  specialist_type: oneOrMany(name).optional(),
  complexity: oneOrMany(name).optional(),
  assignee: oneOrMany(name).optional(),
  team: oneOrMany(name).optional(),
  /** Null: roots. */
  parent_task_id: oneOrMany(id).nullable().optional(),
  run_id: oneOrMany(id).optional(),
  template_id: oneOrMany(id).optional(),
  has_dependencies: z.boolean().optional(),
  /** What the attributes hold, whatever else they hold. */
  attributes: jsonObject.optional(),
  search_text: plainText(1_000).optional(),
  created_after: time.optional(),
  created_before: time.optional(),
});

export type TaskFilters = z.output<typeof taskFilters>;

const fieldOf = (sorts: readonly string[]) => {
  const names = [...TASK_FIELDS].filter(([, field]) => sorts.includes(field.sort)).map(([field]) => field);
  return z.enum(names);
};

/** A day, as it is written, and a moment are told apart later. */
const dateText = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}/.test(text) && Number.isFinite(Date.parse(text)), {
  error: 'must be an ISO 8601 date or time, such as 2030-01-31 or 2030-01-31T09:00:00Z',
});

export const dateRange = z.strictObject({
  start: dateText.optional(),
  end: dateText.optional(),
  field: fieldOf(['time']).optional(),
});

export type DateRange = z.output<typeof dateRange>;

export const queryTasksInput = z.strictObject({
  ...taskFilters.shape,
  filters: taskFilters.optional(),
  custom_filter: plainText(4_000).optional(),
  sort: z
    .strictObject({
      field: fieldOf(['text', 'number', 'time']).default('created_at'),
      direction: z.enum(['asc', 'desc']).default('asc'),
    })
    .optional(),
  date_range: dateRange.optional(),
  include_hierarchy: z.boolean().default(false),
  include_dependencies: z.boolean().default(false),
  include_dependency_status: z.boolean().default(false),
  include_children: z.boolean().default(false),
  include_artifacts: z.boolean().default(false),
  include_metrics: z.boolean().default(false),
  limit: z.int().min(1).max(200).default(50),
  cursor: plainText(4_000).optional(),
  offset: z.int().min(0).max(10_000_000).optional(),
});
