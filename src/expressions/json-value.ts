import { isJsonObject, type JsonValue } from '../domain/json.js';
import { spend, type Budget } from './budget.js';
import { DEPTH_LIMIT } from './equality.js';
import { Failure, fail } from './failure.js';
import { WholeDouble } from './number.js';
import { Duration, Timestamp, toDurationText, toIsoText } from './time.js';
import { isBuilt } from './map.js';
import { isList, isPlainObject, TypeName, type CelList, type CelValue } from './value.js';

/** The largest result, in characters of JSON, roughly. */
export const RESULT_LIMIT = 64 * 1024 * 1024;

/**
 * JSON of any value: timestamps as ISO texts, durations as `90s`, bytes in base64, types by their names. An object that
 * came in as JSON goes out as it is. Fails for NaN, infinity and ints beyond 2^53, which JSON cannot say.
 */
export function toJsonValue(value: CelValue, budget: Budget): JsonValue {
  return convert(value, { budget, lists: new Map() }, 0);
}

interface Conversion {
  readonly budget: Budget;
  /** A list that stands in several places is converted once, and shared again. */
  readonly lists: Map<CelList, JsonValue>;
}

function convert(value: CelValue, conversion: Conversion, depth: number): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return toJsonNumber(value);
    case 'bigint':
      return fail('an int beyond 2^53 is not exact in JSON', 'Turn it into a text with string(...).');
    default:
      if (value === null || isPlainObject(value)) return value;
      if (isList(value)) return convertList(value, conversion, depth);
      if (value instanceof WholeDouble) return value.value + 0;
      if (value instanceof Timestamp) return toIsoText(value);
      if (value instanceof Duration) return toDurationText(value);
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      if (value instanceof TypeName) return value.name;
      if (!isBuilt(value)) return value;
      requireDepth(depth);
      return Object.fromEntries([...value].map(([key, inner]) => [String(key), convert(inner, conversion, depth + 1)]));
  }
}

function convertList(list: CelList, conversion: Conversion, depth: number): JsonValue {
  const known = conversion.lists.get(list);
  if (known !== undefined) return known;
  requireDepth(depth);
  spend(conversion.budget, list.length);
  const converted = list.map((item) => convert(item, conversion, depth + 1));
  conversion.lists.set(list, converted);
  return converted;
}

function requireDepth(depth: number): void {
  if (depth > DEPTH_LIMIT) throw new Failure('its result is nested too deeply', { isFinal: true });
}

function toJsonNumber(value: number): number {
  if (!Number.isFinite(value)) fail(`its result is ${value}, which JSON cannot say`, 'Test the divisor.');
  return value + 0;
}

/**
 * The length of the value's JSON, roughly. Stops beyond the limit, so that a small expression that repeats a large value
 * cannot fill the memory of whoever writes it down.
 */
export function measureJson(value: JsonValue, limit = RESULT_LIMIT): number {
  return createJsonMeter(limit).add(value);
}

export interface JsonMeter {
  /** The length of this value. Fails when all that were added exceed the limit. */
  add(value: JsonValue): number;
}

export function createJsonMeter(limit: number): JsonMeter {
  const known = new Map<object, number>();
  let total = 0;

  const count = (length: number): number => {
    total += length;
    if (total > limit) {
      throw new Failure(`its result is larger than ${limit / (1024 * 1024)} MiB`, { isFinal: true });
    }
    return length;
  };

  const measure = (value: JsonValue, depth: number): number => {
    if (typeof value === 'string') return count(value.length + 2);
    if (typeof value !== 'object' || value === null) return count(6);
    const before = known.get(value);
    if (before !== undefined) return count(before);
    requireDepth(depth);
    let length = count(2);
    if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) length += count(key.length + 4) + measure(inner, depth + 1);
    } else {
      for (const item of value) length += measure(item, depth + 1) + count(1);
    }
    if (length >= WORTH_REMEMBERING) known.set(value, length);
    return length;
  };

  return { add: (value) => measure(value, 0) };
}

/** Smaller lists and objects are measured again where they occur again. */
const WORTH_REMEMBERING = 256;
