import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { estimatePatternSize } from '../../../src/expressions/pattern-size.js';

const atom = fc.constantFrom(
  'a',
  '.',
  '\\d',
  '\\pL',
  '\\b',
  '^',
  '[a-z]',
  '[^\\pL]',
  '[]a]',
  '[[:alpha:]]',
  '(?i)',
  '\\Qa(b\\E',
  '\\Q\\E',
  'é',
  '\\x{1F600}',
);
const repetition = fc.constantFrom('', '', '', '*', '+', '?', '{3}', '{2,5}', '{0,30}', '{7,}');

const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    atom,
    tie('pattern').map((inner) => `(${inner})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
  ),
  pattern: fc
    .array(fc.tuple(tie('part'), repetition), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([part, times]) => part + times).join('')),
}));

describe('the size of a pattern', () => {
  it('is not much smaller than that of its program', () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const estimate = estimatePatternSize(source);
        if (estimate > 5_000) return;
        const compiled = compile(source);
        if (compiled) expect(compiled.programSize()).toBeLessThanOrEqual(3 + estimate * 2);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a{1000}', 1_000],
    ['(a{30}){30}', 900],
    ['(?:(?:abc){10}){10}', 300],
    ['a{0,30}(?i){0,30}', 1_830],
    ['\\pL{100}', 2_000],
    ['(aaaaaaaaaa)(?i){100}', 1_000],
  ])('counts the repetitions of %s', (source, least) => {
    expect(estimatePatternSize(source)).toBeGreaterThanOrEqual(least);
  });

  it('is small for what people write', () => {
    for (const source of [
      '^v\\d+\\.\\d+\\.\\d+$',
      '^[0-9a-f]{40}$',
      '^\\d{4}-\\d{2}-\\d{2}T',
      '[^@]+@[^@]+\\.[a-z]{2,10}',
    ]) {
      expect(estimatePatternSize(source)).toBeLessThan(150);
    }
  });

  it('is found for every text', () => {
    fc.assert(
      fc.property(fc.string(), (source) => {
        expect(estimatePatternSize(source)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function compile(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source);
  } catch {
    return null;
  }
}
