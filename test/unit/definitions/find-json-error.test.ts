import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonError } from '../../../src/definitions/find-json-error.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('finds an error exactly where JSON.parse does not take the text', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u00e9\\n"',
    '"\\x"',
    '1',
    '-0.5e+3',
    '01',
    'true',
    'nul',
    ' ',
    '\n',
    '\t',
  );
  const texts = fc.oneof(
    fc.json().map((text) => text),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    fc
      .tuple(fc.json(), fc.nat(), pieces)
      .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1))),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(findJsonError(text) === null).toBe(isJson(text));
    }),
    { numRuns: 3_000 },
  );
});

test('takes every text that it has accepted up to the error as the beginning of JSON', () => {
  expect(findJsonError('[1, [true, {"a": ]')).toEqual({ index: 17, expected: 'a value' });
  expect(findJsonError('')).toEqual({ index: 0, expected: 'a value' });
});

test('takes a text of a million characters', () => {
  expect(findJsonError(JSON.stringify('x\n'.repeat(500_000)))).toBeNull();
});
