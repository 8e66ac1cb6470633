import { asc, desc, isNull, or, sql, type SQL } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
import { genericTasks } from '../store/schema.js';
import { TASK_FIELDS, type TaskField } from './task-fields.js';

export interface Sort {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

/** How a page is sorted, and where it goes on. What has no value in the field comes last, either way. */
export interface PageOrder {
  readonly by: readonly SQL[];
  /** Of the last row of a page. */
  readonly value: SQL;
  /** Throws invalid_input for a cursor of another list. */
  after(cursor: string): SQL;
  toCursor(last: { readonly value: unknown; readonly taskId: string }): string;
}

/** Never null, and led by an index: they need no place for what has no value. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['created_at', 'updated_at', 'task_id', 'status', 'lifecycle_stage']);

export function toPageOrder({ field, direction }: Sort): PageOrder {
  const { column }: TaskField = TASK_FIELDS.get(field) ?? { column: genericTasks.createdAt, sort: 'time' };
  const order = direction === 'asc' ? asc : desc;
  const further = direction === 'asc' ? sql`>` : sql`<`;
  const { taskId } = genericTasks;
  const isThere = ALWAYS_THERE.has(field);
  return {
    by: [isThere ? order(column) : sql`${order(column)} nulls last`, order(taskId)],
    value: sql`${column}`.mapWith(column),
    after(cursor) {
      const { value, taskId: last } = parseCursor(cursor, { field, direction });
      if (value === null) return sql`(${column} is null and ${taskId} ${further} ${last})`;
      const row = sql`(${column}, ${taskId}) ${further} (${sql.param(value, column)}, ${last})`;
      return (isThere ? row : or(row, isNull(column))) ?? row;
    },
    toCursor: ({ value, taskId: last }) =>
      Buffer.from(JSON.stringify([field, direction, value, last])).toString('base64url'),
  };
}

function parseCursor(
  text: string,
  { field, direction }: Sort,
): { readonly value: string | number | null; readonly taskId: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch (thrown) {
    throw toCursorError(thrown);
  }
  if (!Array.isArray(parsed)) throw toCursorError();
  const [of, way, value, taskId]: unknown[] = parsed;
  const isValue =
    value === null ||
    (TASK_FIELDS.get(field)?.sort === 'text' ? typeof value === 'string' : Number.isSafeInteger(value));
  if (of !== field || way !== direction || !isValue || typeof taskId !== 'string') throw toCursorError();
  return { value: typeof value === 'string' || typeof value === 'number' ? value : null, taskId };
}

function toCursorError(cause?: unknown): TaskwrightError {
  return new TaskwrightError('invalid_input', '"cursor" is none of this list.', {
    hint: 'Pass the next_cursor of the page before, with the same sort, or leave it out for the first page.',
    cause,
  });
}
