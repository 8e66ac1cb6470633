import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';

/** What is left out, as the `default` of its property says; also within objects that are there. Nothing is checked. */
export function withDefaults(schema: JsonObject, value: JsonValue): JsonValue {
  const { properties } = schema;
  if (!isJsonObject(properties) || !isJsonObject(value)) return value;
  const filled: Record<string, JsonValue> = { ...value };
  for (const [key, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const given = Object.hasOwn(filled, key) ? filled[key] : property['default'];
    if (given !== undefined) filled[key] = withDefaults(property, given);
  }
  return filled;
}
