import type { JsonValue } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { ReadSource } from './authored-source.js';
import { toDotted } from './field-problems.js';
import { fitsJson } from './json-size.js';
import type { Problem } from './problem.js';
import { MAX_DEFINITION_BYTES } from './read-text.js';

const MAX_NESTING = 400;

/** More than fit into the largest definition; parts that are shared count each time. */
const MAX_OBJECTS = 500_000;

/** Reads a definition that is a value already: from TypeScript, an HTTP body, an MCP call. Never throws. */
export function readObject(authored: unknown, file: string | null): ReadSource {
  const problems: Problem[] = [];
  const open = new Set<object>();
  let left = MAX_OBJECTS;
  const value = toJson(authored, []);
  if (problems.length === 0 && (left < 0 || !fitsJson(value, MAX_DEFINITION_BYTES))) {
    report('A definition has 1 MiB at most.', 'Split it and start the parts with the action "run".');
  }
  return problems.length > 0 ? { source: null, problems } : { source: { value, locate: () => null }, problems: [] };

  function toJson(one: unknown, field: FieldPath): JsonValue {
    if (one === null || typeof one === 'string' || typeof one === 'boolean') return one;
    if (typeof one === 'number' && Number.isFinite(one)) return one;
    if (typeof one !== 'object') return refuse(field, `is a ${typeof one}, which JSON cannot say`);
    left -= 1;
    if (left < 0) return null;
    if (open.has(one)) return refuse(field, 'contains itself');
    if (field.length > MAX_NESTING) return refuse(field.slice(0, 5), `is nested more than ${MAX_NESTING} deep`);
    open.add(one);
    const value = Array.isArray(one) ? fromList(one, field) : fromRecord(one, field);
    open.delete(one);
    return value;
  }

  function fromList(list: readonly unknown[], field: FieldPath): JsonValue {
    return list.map((item, index) => toJson(item, [...field, index]));
  }

  function fromRecord(record: object, field: FieldPath): JsonValue {
    if (!isPlain(record)) return refuse(field, 'is not a plain object');
    const entries: [string, JsonValue][] = [];
    for (const [key, item] of Object.entries(record)) {
      if (key === '__proto__') refuse([...field, key], 'is a name that is refused');
      else if (item !== undefined) entries.push([key, toJson(item, [...field, key])]);
    }
    return Object.fromEntries(entries);
  }

  function refuse(field: FieldPath, what: string): null {
    report(`${field.length === 0 ? 'The definition' : `"${toDotted(field)}"`} ${what}.`, 'Write plain JSON values.');
    return null;
  }

  function report(message: string, hint: string): void {
    if (problems.length >= 100) return;
    problems.push({ code: 'invalid_definition', message, file, line: null, column: null, path: null, hint });
  }
}

/** Also of another realm, whose `Object.prototype` is another one. */
function isPlain(record: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(record);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}
