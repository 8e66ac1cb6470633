import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import { parseElapsedMs } from './model/effort.js';
import type { GenericTask } from './model/generic-task.js';

/** Fields that authors also write among the attributes; there they stay as well. */
const FIELDS = {
  title: 'title',
  description: 'description',
  specialist_type: 'specialistType',
  assignee: 'assignee',
  team: 'team',
  complexity: 'complexity',
  estimated_effort: 'estimatedEffort',
} as const;

type FieldName = keyof typeof FIELDS;

const NAMES = Object.keys(FIELDS).filter((name): name is FieldName => Object.hasOwn(FIELDS, name));

export function readField(attributes: JsonObject, name: FieldName): string | null {
  return toText(attributes[name]);
}

/**
 * Fields that say what an attribute of their name said, or nothing, say what it says after a change. Those that were given
 * by themselves stay as they are.
 */
export function followAttributes(
  task: GenericTask,
  changed: JsonObject,
): Partial<Record<(typeof FIELDS)[FieldName], string | null>> & { readonly title?: string } {
  const followed = NAMES.flatMap((name) => {
    if (!Object.hasOwn(changed, name)) return [];
    const field = FIELDS[name];
    const said = toText(changed[name]);
    const isFollowing = task[field] === null || task[field] === toText(task.attributes[name]);
    return isFollowing && (said !== null || name !== 'title') ? [[field, said]] : [];
  });
  return Object.fromEntries(followed);
}

/** When the time that may pass is over. Throws invalid_input. */
export function toDueAt(sla: string, now: number): number {
  const allowedMs = parseElapsedMs(sla);
  if (allowedMs !== null) return now + allowedMs;
  throw new TaskwrightError('invalid_input', `"sla": "${sla}" is no duration.`, {
    hint: 'Write "15 minutes", "4 hours" or "2 days".',
  });
}

function toText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
