import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { toNames } from './sibling-names.js';

/** Throws not_found. */
export type FindDocument = (templateId: string) => Promise<JsonObject>;

/** The document with what its base says, and its base's. Throws invalid_input where one is its own base. */
export async function writeOutBase(
  document: JsonObject,
  find: FindDocument,
  below: readonly string[] = [],
): Promise<JsonObject> {
  const { extends: baseId, ...own } = document;
  if (baseId === undefined) return document;
  if (typeof baseId !== 'string') throw new TaskwrightError('invalid_input', '"extends" must be the id of a template.');
  const path = [...below, String(own['template_id'])];
  if (path.includes(baseId)) {
    throw new TaskwrightError('invalid_input', `The template extends itself: ${[...path, baseId].join(' → ')}.`);
  }
  return mergeDocuments(await writeOutBase(await find(baseId), find, path), own);
}

/** What the heir says wins. Its children take the place of those with their name; others come behind. */
function mergeDocuments(base: JsonObject, heir: JsonObject): JsonObject {
  const schema = mergeSchemas(toObject(base['parameters_schema']), toObject(heir['parameters_schema']));
  const root = mergeNodes(rootOf(base), rootOf(heir));
  return { ...base, ...heir, parameters_schema: schema, task_structure: { root_task: root } };
}

function mergeSchemas(base: JsonObject, heir: JsonObject): JsonObject {
  const required = [...new Set([...toList(base['required']), ...toList(heir['required'])])];
  return {
    ...base,
    ...heir,
    properties: { ...toObject(base['properties']), ...toObject(heir['properties']) },
    ...(required.length > 0 ? { required } : {}),
  };
}

/** A value of null takes away what the base has. */
function mergeNodes(base: JsonObject, heir: JsonObject): JsonObject {
  const merged = withoutNulls({ ...base, ...heir });
  const attributes = withoutNulls({ ...toObject(base['attributes']), ...toObject(heir['attributes']) });
  const children = mergeChildren(toList(base['children']), toList(heir['children']));
  return {
    ...merged,
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(children.length > 0 ? { children } : {}),
  };
}

function mergeChildren(base: readonly JsonValue[], heir: readonly JsonValue[]): JsonValue[] {
  const added = [...heir];
  const merged = base.map((child) => {
    const index = added.findIndex((other) => isSameChild(child, other));
    const [found] = index === -1 ? [] : added.splice(index, 1);
    return found === undefined ? child : mergeNodes(toObject(child), toObject(found));
  });
  return [...merged, ...added];
}

function isSameChild(one: JsonValue, other: JsonValue): boolean {
  const names = namesOf(one);
  return namesOf(other).some((name) => names.includes(name));
}

function namesOf(child: JsonValue): readonly string[] {
  const { name, task_id, task_type } = toObject(child);
  return toNames({ name: toText(name), taskId: toText(task_id), taskType: toText(task_type) });
}

function rootOf(document: JsonObject): JsonObject {
  return toObject(toObject(document['task_structure'])['root_task']);
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function toText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function toList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
