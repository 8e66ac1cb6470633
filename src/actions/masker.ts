import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { toSecretPattern } from './secret-pattern.js';

/** Replaces known secrets by `***`. Returns the very same value where there is nothing to replace. */
export interface Masker {
  text(text: string): string;
  /** Deep, keys of objects included. */
  json(value: JsonValue): JsonValue;
}

/** What is shorter cannot be masked: it would be found all over in ordinary texts. */
export const MIN_SECRET_LENGTH = 4;

const MASK = '***';

/**
 * Masks the values and their JSON, URL, form and base64 spellings. What it returns holds none of them, also where masking
 * one brings parts of another together. Values below MIN_SECRET_LENGTH are ignored.
 */
export function createMasker(values: Iterable<string>): Masker {
  const secrets = new Set([...values].filter((value) => value.length >= MIN_SECRET_LENGTH));
  if (secrets.size === 0) return IDENTITY;
  const pattern = toSecretPattern(secrets);
  const text = (value: string): string => {
    for (let masked = value; ;) {
      const before = masked;
      masked = before.replace(pattern, MASK);
      if (masked === before) return masked;
    }
  };
  const json = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return secrets.has(String(value)) ? MASK : value;
    if (Array.isArray(value)) return maskList(value);
    return isJsonObject(value) ? maskObject(value) : value;
  };
  const maskList = (list: readonly JsonValue[]): JsonValue => {
    const masked = list.map(json);
    return masked.some((item, index) => item !== list[index]) ? masked : list;
  };
  const maskObject = (object: JsonObject): JsonValue => {
    let isChanged = false;
    const entries = Object.entries(object).map(([key, value]): [string, JsonValue] => {
      const masked: [string, JsonValue] = [text(key), json(value)];
      isChanged ||= masked[0] !== key || masked[1] !== value;
      return masked;
    });
    return isChanged ? Object.fromEntries(entries) : object;
  };
  return { text, json };
}

const IDENTITY: Masker = { text: (text) => text, json: (value) => value };
