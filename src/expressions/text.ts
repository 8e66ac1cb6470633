import { fail } from './failure.js';

/** CEL counts code points, JavaScript UTF-16 units: they differ only where there are surrogates. */
const SURROGATE = /[\uD800-\uDFFF]/;

export function countCodePoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Positions are in code points. Fails where they are outside the text or the wrong way round. */
export function sliceCodePoints(text: string, start: number, end?: number): string {
  const characters = SURROGATE.test(text) ? Array.from(text) : text;
  const last = end ?? characters.length;
  if (start < 0 || last > characters.length || start > last) fail('a position is outside the text');
  return typeof characters === 'string' ? characters.slice(start, last) : characters.slice(start, last).join('');
}

/** The offset in UTF-16 units of a position in code points. Fails outside the text. */
export function toUnitOffset(text: string, position: number): number {
  return sliceCodePoints(text, 0, position).length;
}

/** The position in code points of an offset in UTF-16 units; -1 stays -1. */
export function toCodePointPosition(text: string, offset: number): number {
  return offset < 0 ? -1 : countCodePoints(text.slice(0, offset));
}
