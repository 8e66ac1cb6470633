import { TaskwrightError } from '../../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../../domain/json.js';

/** `key=value`: the value is read as JSON, else it is a string, which one of `isText` stays. Throws invalid_input. */
export function parsePairs(
  option: string,
  pairs: unknown,
  isText: (key: string) => boolean = () => false,
): JsonObject | undefined {
  if (!Array.isArray(pairs)) return undefined;
  return Object.fromEntries(pairs.map((pair) => parsePair(option, String(pair), isText)));
}

function parsePair(option: string, pair: string, isText: (key: string) => boolean): readonly [string, JsonValue] {
  const at = pair.indexOf('=');
  const key = pair.slice(0, at);
  const text = pair.slice(at + 1);
  if (at > 0) return [key, isText(key) ? text : parseValue(text)];
  throw new TaskwrightError('invalid_input', `${option} does not take "${pair}".`, {
    hint: `Write ${option} key=value.`,
  });
}

function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Without what was not said. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Throws invalid_input for what is no whole number. */
export function toNumber(option: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  throw new TaskwrightError('invalid_input', `${option} must be a whole number.`);
}
