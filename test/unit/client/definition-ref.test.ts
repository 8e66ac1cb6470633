import { expect, test } from 'vitest';
import { findDefinitionRef, parseDefinitionRef } from '../../../src/client/definition-ref.js';

test.each([
  ['release', { id: 'release' }],
  [' release@1.2.0 ', { id: 'release', version: '1.2.0' }],
])('%j names a definition', (text, ref) => {
  expect(parseDefinitionRef(text)).toEqual(ref);
  expect(findDefinitionRef(text)).toEqual(ref);
});

test.each(['', 'release@', '@1.0.0', 'a@b@c', 'a b', 'constructor'])('%j names none', (text) => {
  expect(parseDefinitionRef(text)).toBeNull();
});

test.each(['id: a\naction: noop', '{"action":"noop"}', 'action: noop', '- a'])('%j is a text', (text) => {
  expect(findDefinitionRef(text)).toBeNull();
});

test.each(['release.yaml', '/home/ann/release.yaml', './release', 'release@'])('%j is neither', (text) => {
  expect(() => findDefinitionRef(text)).toThrow(`"${text}" is neither the id of a definition nor its text.`);
});
