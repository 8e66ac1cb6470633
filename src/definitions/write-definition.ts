import type { Definition, TaskDefinition } from '../domain/definition.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import { builtInKinds } from './built-in-kinds.js';

/**
 * A parsed definition as an author may write it, for whoever parses by themselves: parsed again it is the same, with the
 * same hash. Of the built-in kinds.
 */
export function writeDefinition({ root, ...head }: Definition): JsonObject {
  const { id: _, ...body } = writeTask(root);
  return { ...body, ...toJson(head) };
}

/** A task that stands alone under `do` and the like may be without an id; to write an empty one is an error. */
function writeTask(task: TaskDefinition): JsonObject {
  const children = new Set<unknown>(
    builtInKinds
      .get(task.kind)
      ?.parts(task)
      .children.map((part) => part.task),
  );
  const write = (value: unknown): JsonValue => {
    if (isTask(value) && children.has(value)) return writeTask(value);
    if (Array.isArray(value)) return value.map(write);
    return typeof value === 'object' && value !== null ? writeFields(value) : toJson(value);
  };
  const writeFields = (fields: object): JsonObject =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, write(value)]));
  const { id, ...rest } = task;
  return { ...(id !== '' && { id }), ...writeFields(rest) };
}

function isTask(value: unknown): value is TaskDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

function toJson<Json extends JsonValue>(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
