import { expect, test } from 'vitest';
import { parseDefinition, parseDefinitionObject } from '../../../src/definitions/parse-definition.js';
import { hashDefinition } from '../../../src/definitions/pinned-definition.js';
import { writeDefinition } from '../../../src/definitions/write-definition.js';
import { EVERY_KIND, RELEASE } from './example-definitions.js';

function parse(text: string) {
  const { definition, problems } = parseDefinition(text);
  if (definition === null) throw new Error(JSON.stringify(problems));
  return definition;
}

const NOTATIONS = `
id: notations
version: 2.0.0
title: All notations
on: { schedule: { interval: 1d } }
kind: parallel
tasks:
  - { id: first, action: noop, needs: [{ type: blocks, task: last }] }
  - { id: second, action: noop, needs: [first, { type: approval, task: gate, roles: [pm] }] }
  - { id: gate, kind: wait, approval: { roles: [pm] } }
  - { id: named, action: transform, with: { id: "", tasks: [{ id: "", kind: basic }] } }
  - { id: guarded, action: http, with: { url: "https://a.test" }, on_error: { action: noop }, compensate: { action: noop } }
  - { id: each, kind: collection, items: "[1, 2]", do: { action: noop } }
  - { id: route, kind: router, switch: "'a'", cases: { a: { action: noop }, b: [{ id: x, action: noop }] } }
  - { id: last, action: noop }
`;

test.each([
  ['a release', RELEASE],
  ['every kind', EVERY_KIND],
  ['every notation', NOTATIONS],
])('%s that is written out and parsed again has the same hash', (_, text) => {
  const definition = parse(text);
  const { definition: again, problems } = parseDefinitionObject(writeDefinition(definition));
  expect(problems).toEqual([]);
  expect(again).toEqual(definition);
  expect(again && hashDefinition(again).hash).toBe(hashDefinition(definition).hash);
});

test('a need has the same hash in its short and in its long notation', () => {
  const withNeed = (need: string): string =>
    hashDefinition(
      parse(`id: a\nkind: parallel\ntasks: [{ id: x, action: noop }, { id: y, action: noop, needs: [${need}] }]`),
    ).hash;
  expect(withNeed('{ type: completion, task: x }')).toBe(withNeed('x'));
  expect(withNeed('{ task: x }')).toBe(withNeed('x'));
});
