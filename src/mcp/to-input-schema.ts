import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import type { Tool } from './tool.js';

const KEY_SCHEMA: JsonObject = { type: 'string', description: 'Makes a repeat of this call harmless.' };

/** What `tools/list` says of a tool's arguments: short, for every model pays for it with each request. */
export function toInputSchema(tool: Tool): JsonObject {
  const schema = tool.inputSchema ?? toObjectSchema(tool.input);
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const described = Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const description = tool.about[key];
      const shown = tool.terse.includes(key) ? { type: 'object' } : property;
      return [key, description === undefined || !isJsonObject(shown) ? shown : { ...shown, description }];
    }),
  );
  return {
    ...schema,
    type: 'object',
    properties: tool.isReadOnly ? described : { ...described, idempotency_key: KEY_SCHEMA },
  };
}

function toObjectSchema(input: z.ZodType): JsonObject {
  const generated = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const plain: JsonValue = JSON.parse(JSON.stringify(generated));
  const { $schema: _, $defs: __, ...schema } = isJsonObject(plain) ? plain : {};
  return slimObject(schema);
}

/** Bounds that no honest caller meets; the check knows them all the same. */
const LEFT_OUT: ReadonlySet<string> = new Set(['maxLength', 'maxItems', 'minItems', 'propertyNames', 'pattern']);

function slim(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(slim);
  return isJsonObject(value) ? slimObject(value) : value;
}

function slimObject(schema: JsonObject): JsonObject {
  // Any JSON.
  if (typeof schema['$ref'] === 'string') return {};
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !LEFT_OUT.has(key) && !isBoundOfNumbers(key, value) && !isOpen(key, value))
      .map(([key, value]) => [key, key === 'properties' && isJsonObject(value) ? slimEach(value) : slim(value)]),
  );
}

function slimEach(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, slim(property)]));
}

function isBoundOfNumbers(key: string, value: JsonValue): boolean {
  return (key === 'maximum' || key === 'minimum') && Math.abs(Number(value)) >= Number.MAX_SAFE_INTEGER;
}

function isOpen(key: string, value: JsonValue): boolean {
  return key === 'additionalProperties' && value !== false;
}
