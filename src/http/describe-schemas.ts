import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';

/** Schemas as JSON Schema; those with an `id` are described once, and referred to. */
export interface DescribedSchemas {
  describe(schema: z.ZodType): JsonValue;
  /** By their ids: everything that was referred to so far. */
  readonly named: Readonly<Record<string, JsonValue>>;
}

const LOCAL = '#/$defs/';
/** What refers to itself and has no id is a JSON value. */
const UNNAMED = /^__schema/;

export function createDescribedSchemas(): DescribedSchemas {
  const named: Record<string, JsonValue> = {};
  return {
    named,
    describe(schema) {
      // As a field: the outermost one may have an id too.
      const given = z.toJSONSchema(z.object({ it: schema }), { io: 'input', unrepresentable: 'any' });
      const { properties, $defs = {} }: JsonObject = JSON.parse(JSON.stringify(given));
      for (const [id, definition] of Object.entries(toObject($defs))) {
        if (!UNNAMED.test(id)) named[id] = withReferences(definition);
      }
      return withReferences(toObject(properties)['it'] ?? {});
    },
  };
}

function withReferences(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isJsonObject(value)) return value;
  const { $ref: reference, ...others } = value;
  const kept = Object.fromEntries(Object.entries(others).map(([key, item]) => [key, withReferences(item)]));
  if (typeof reference !== 'string') return kept;
  const id = reference.slice(LOCAL.length);
  return UNNAMED.test(id) ? kept : { ...kept, $ref: `#/components/schemas/${id}` };
}

function toObject(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
