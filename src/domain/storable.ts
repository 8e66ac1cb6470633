import { TaskwrightError } from './errors.js';
import type { JsonValue } from './json.js';

/** NUL and halves of surrogate pairs are no text for Postgres. JSON values may hold them: they are kept as JSON text. */
const NOT_TEXT = /\0|\p{Surrogate}/u;

/** Where a text stops being text that can be stored, in UTF-16 units; -1 for one that can. */
export function indexOfUnstorable(text: string): number {
  return text.search(NOT_TEXT);
}

/** Throws invalid_input for text that cannot be kept as text. */
export function assertStorableText(text: string, what: string): void {
  if (indexOfUnstorable(text) === -1) return;
  throw new TaskwrightError('invalid_input', `The ${what} holds a NUL character or half of a surrogate pair.`, {
    hint: 'Remove it: such text cannot be stored.',
  });
}

/** Throws invalid_input. Attributes can be searched, so their keys and texts have to be text. */
export function assertStorableAttributes(value: JsonValue): void {
  if (typeof value === 'string') return assertStorableText(value, 'attributes');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    assertStorableText(key, 'attributes');
    assertStorableAttributes(part);
  }
}
