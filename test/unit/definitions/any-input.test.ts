import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import {
  type DefinitionResult,
  parseDefinition,
  parseDefinitionObject,
} from '../../../src/definitions/parse-definition.js';
import { EVERY_KIND, RELEASE } from './example-definitions.js';

function expectAnAnswer({ definition, problems }: DefinitionResult, text?: string): void {
  expect(definition === null).toBe(problems.length > 0);
  const lineCount = text?.split('\n').length ?? 0;
  for (const problem of problems) {
    expect(problem.code).toBe('invalid_definition');
    expect(problem.message).toMatch(/[.\]}"]$/);
    if (text === undefined) continue;
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lineCount);
    expect(problem.column).toBeGreaterThanOrEqual(1);
  }
}

const words = [
  'id',
  'kind',
  'tasks',
  'action',
  'needs',
  'when',
  'cases',
  'default',
  'switch',
  'do',
  'items',
  'approval',
  'signal',
  'process',
  'on_error',
  'compensate',
  'repeat',
  'reduce',
  'outputs',
  'with',
  'on_timeout',
  'to',
  'quorum',
  'strategy',
  'basic',
  'wait',
  'router',
  'parallel',
  'collection',
  'composite',
  'aggregate',
  'noop',
  'http',
  'race',
  'constructor',
  '__proto__',
  'toString',
  'a',
  'b',
  '/a',
  '/a/b',
  '5s',
  '10%',
  'tasks.a.output',
  '${{ tasks.b.output }}',
  '${{',
  'input.x',
];

const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, tie('leaf'), tie('list'), tie('object'), tie('object')),
  leaf: fc.oneof(fc.constantFrom(...words), fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
  list: fc.array(tie('any'), { maxLength: 4 }),
  object: fc.dictionary(
    fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 9 }, { arbitrary: fc.string(), weight: 1 }),
    tie('any'),
    { maxKeys: 6 },
  ),
}));

test('any object gives a definition or problems', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(value.object, (authored) => expectAnAnswer(parseDefinitionObject(authored))),
    { numRuns: 1_500 },
  );
});

test('any YAML gives a definition or problems in it', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(value.object, (authored) => {
      const text = stringify(authored);
      expectAnAnswer(parseDefinition(text), text);
    }),
    { numRuns: 700 },
  );
});

test('any text gives a definition or problems in it', { timeout: 60_000 }, () => {
  const pieces = fc.constantFrom(
    ...words,
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '&x ',
    '*x',
    '!t ',
    '#',
    '? ',
    '---\n',
    '\t',
    '\r\n',
    '<<: ',
    '%YAML 1.1\n',
    '\0',
    '\ufeff',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom('yaml' as const, 'json' as const), (text, format) => {
      expectAnAnswer(parseDefinition(text, { format }), text);
    }),
    { numRuns: 3_000 },
  );
});

test(
  'a good definition with anything put into it or taken out of it gives a definition or problems in it',
  { timeout: 60_000 },
  () => {
    const edits = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 30 }),
      piece: fc.oneof(fc.constantFrom(...words, '', '\n', ': ', '- ', '{', '}'), fc.string()),
    });
    fc.assert(
      fc.property(fc.constantFrom(RELEASE, EVERY_KIND), edits, (good, { at, length, piece }) => {
        const index = at % good.length;
        const text = good.slice(0, index) + piece + good.slice(index + length);
        expectAnAnswer(parseDefinition(text), text);
      }),
      { numRuns: 400 },
    );
  },
);

test('any bytes give a definition or problems', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => expectAnAnswer(parseDefinition(bytes))),
    { numRuns: 1_000 },
  );
});
