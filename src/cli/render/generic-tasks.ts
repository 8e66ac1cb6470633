import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { formatTable } from './table.js';

/** A line a task; empty when there is none. */
export function formatTaskList(tasks: JsonValue | undefined): string {
  const rows = toObjects(tasks).map(({ task_id, task_type, status, lifecycle_stage, assignee, title }) =>
    [task_id, task_type, status, lifecycle_stage, assignee, title].map(toText),
  );
  return rows.length === 0 ? '' : formatTable(['ID', 'TYPE', 'STATUS', 'STAGE', 'ASSIGNEE', 'TITLE'], rows);
}

/** A task with what is below it, each level indented. */
export function formatTaskTree(node: JsonValue | undefined, level = 0): string {
  if (!isJsonObject(node)) return '';
  const { title, task_id, task_type, status, children } = node;
  const line = `${'  '.repeat(level)}${toText(title)} (${toText(task_type)}, ${toText(task_id)}): ${toText(status)}`;
  return [line, ...toObjects(children).map((child) => formatTaskTree(child, level + 1))].join('\n');
}

/** A field a line; lists and objects as JSON, and nothing of what is not set. */
export function formatFields(object: JsonObject): string {
  const set = Object.entries(object).filter(
    ([, value]) => value !== null && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}',
  );
  const width = Math.max(0, ...set.map(([key]) => key.length));
  return set.map(([key, value]) => `${key.padEnd(width)}  ${toText(value)}`).join('\n');
}

/** A line an object, with commas between what stands in a list; empty when there is none. */
export function formatObjects(list: JsonValue | undefined, columns: readonly string[]): string {
  const rows = toObjects(list).map((one) => columns.map((column) => toCell(one[column])));
  if (rows.length === 0) return '';
  return formatTable(
    columns.map((column) => column.replaceAll('_', ' ').toUpperCase()),
    rows,
  );
}

function toObjects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function toCell(value: JsonValue | undefined): string {
  return Array.isArray(value) ? value.map(toText).join(', ') : toText(value);
}

function toText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
