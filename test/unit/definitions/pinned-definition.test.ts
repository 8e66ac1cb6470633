import { expect, test } from 'vitest';
import { parseDefinition, parseDefinitionObject } from '../../../src/definitions/parse-definition.js';
import { hashDefinition, parsePinnedDefinition } from '../../../src/definitions/pinned-definition.js';
import { EVERY_KIND } from './example-definitions.js';

function hashOf(text: string): string {
  const { definition } = parseDefinition(text, { file: 'a.yaml' });
  return definition === null ? 'no definition' : hashDefinition(definition).hash;
}

test('a pinned definition is read back as it was', () => {
  const { definition } = parseDefinition(EVERY_KIND);
  expect(definition && parsePinnedDefinition(hashDefinition(definition).body)).toEqual(definition);
});

test('the hash is the SHA-256 of the body, so that it stays the same from one version of Taskwright to the next', () => {
  expect(hashOf('id: a\naction: noop')).toBe('bc8bf0a1b9d56c0801865eb1fbe40646a94e730a950a4a4bc7577922de4905fe');
});

test('notation, comments and the order of fields make no difference', () => {
  const hash = hashOf('# comment\nid: a\nversion: 1.0.0\ntasks:\n  - id: b\n    needs: []\n    action: noop\n');
  expect(hashOf('version: 1.0.0\ntasks: [{ action: noop, needs: [], id: b }]\nid: a')).toBe(hash);
  const { definition } = parseDefinitionObject({
    id: 'a',
    version: '1.0.0',
    tasks: [{ id: 'b', kind: 'basic', action: 'noop', needs: [] }],
  });
  expect(definition && hashDefinition(definition).hash).toBe(hash);
});

test('every value makes a difference', () => {
  const texts = [
    'id: a\naction: noop',
    'id: b\naction: noop',
    'id: a\nversion: 1.0.0\naction: noop',
    'id: a\naction: noop\ntitle: x',
    'id: a\naction: noop\ninput: {}',
    'id: a\naction: noop\nwith: { a: 1, b: 2 }',
    'id: a\naction: noop\nwith: { b: 2, a: 1 }',
    'id: a\naction: noop\nmcp: { tool: true }',
  ];
  expect(new Set(texts.map(hashOf)).size).toBe(texts.length);
});
