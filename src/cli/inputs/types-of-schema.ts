import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';

export type JsonType = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

const TYPES: readonly JsonType[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

/** Schemas that refer to each other in a circle are given up at this depth. */
const MAX_DEPTH = 20;

/** What types a JSON Schema takes; null where it does not say. */
export function typesOfSchema(
  schema: JsonValue | undefined,
  root: JsonObject,
  depth = 0,
): ReadonlySet<JsonType> | null {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return null;
  const typesOf = (part: JsonValue | undefined): ReadonlySet<JsonType> | null => typesOfSchema(part, root, depth + 1);
  const { type, enum: values, $ref: reference } = schema;
  const stated = [type].flat().filter((name): name is JsonType => TYPES.some((known) => known === name));
  return [
    stated.length > 0 ? new Set(stated) : null,
    Array.isArray(values) ? new Set(values.map(typeOf)) : null,
    'const' in schema ? new Set([typeOf(schema['const'] ?? null)]) : null,
    typeof reference === 'string' ? typesOf(followReference(reference, root)) : null,
    ...partsOf(schema['allOf']).map(typesOf),
    joinAll(partsOf(schema['anyOf']).map(typesOf)),
    joinAll(partsOf(schema['oneOf']).map(typesOf)),
  ].reduce(intersect, null);
}

/** The schema of one key of an object, as far as the object's schema says. */
export function schemaOfKey(
  schema: JsonObject,
  key: string,
  root: JsonObject = schema,
  depth = 0,
): JsonValue | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { properties, additionalProperties, $ref: reference } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) return properties[key];
  const above = [
    ...(typeof reference === 'string' ? [followReference(reference, root)] : []),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((word) => partsOf(schema[word])),
  ];
  for (const part of above) {
    const found = isJsonObject(part) ? schemaOfKey(part, key, root, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return isJsonObject(additionalProperties) ? additionalProperties : undefined;
}

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return typeof value === 'string' ? 'string' : 'boolean';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    default:
      return 'object';
  }
}

function partsOf(list: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(list) ? list : [];
}

function joinAll(sets: readonly (ReadonlySet<JsonType> | null)[]): ReadonlySet<JsonType> | null {
  if (sets.length === 0) return null;
  const joined = new Set<JsonType>();
  for (const types of sets) {
    if (types === null) return null;
    for (const type of types) joined.add(type);
  }
  return joined;
}

function intersect(a: ReadonlySet<JsonType> | null, b: ReadonlySet<JsonType> | null): ReadonlySet<JsonType> | null {
  if (a === null || b === null) return a ?? b;
  const common = [...a].filter((type) => b.has(type));
  // An integer is a number, whichever side says so.
  if (a.has('integer') !== b.has('integer') && [a, b].every((set) => set.has('integer') || set.has('number'))) {
    common.push('integer');
  }
  return new Set(common);
}

/** `#/$defs/name`; other references are not followed. */
function followReference(reference: string, root: JsonObject): JsonValue | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let found: JsonValue | undefined = root;
  for (const segment of reference.slice(2).split('/')) {
    const key = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}
