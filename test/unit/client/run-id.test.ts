import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveRunId, generateRunId } from '../../../src/client/run-id.js';
import { isValidId } from '../../../src/domain/ids.js';

const definitionId = fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/);

test('a run id is valid whatever the definition is called', () => {
  fc.assert(fc.property(definitionId, (id) => isValidId(generateRunId(id))));
});

test('two runs of a definition have different ids', () => {
  const ids = Array.from({ length: 1_000 }, () => generateRunId('release'));
  expect(new Set(ids).size).toBe(1_000);
});

test('one request always gets the same id, another one another', () => {
  fc.assert(
    fc.property(definitionId, fc.string(), fc.string(), (id, token, other) => {
      const isSame = deriveRunId(id, token) === deriveRunId(id, other);
      return isSame === (token === other) && isValidId(deriveRunId(id, token));
    }),
  );
});
