import type { JsonValue } from '../domain/json.js';

/** Whether a value takes at most that many characters as JSON; stops counting there, for shared parts count each time. */
export function fitsJson(value: JsonValue, maxCharacters: number): boolean {
  let left = maxCharacters;
  count(value);
  return left >= 0;

  function count(one: JsonValue): void {
    if (left < 0) return;
    if (typeof one === 'string') left -= one.length + 2;
    else if (typeof one !== 'object' || one === null) left -= 5;
    else if (Array.isArray(one)) for (const item of one) spend(2, item);
    else for (const [key, item] of Object.entries(one)) spend(key.length + 4, item);
  }

  function spend(characters: number, item: JsonValue): void {
    left -= characters;
    if (left >= 0) count(item);
  }
}
