import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from './run.js';

/** The library evaluates what it parses as well: where its meaning is that of the specification, ours is the same. */
const library = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

const VARIABLES = {
  n: 7,
  m: -3,
  d: 2.5,
  s: 'text',
  t: true,
  numbers: [3, 1, 2],
  words: ['b', 'a'],
  table: { a: 1, b: 2 },
};
const LIBRARY_VARIABLES = { ...VARIABLES, n: 7n, m: -3n, numbers: [3n, 1n, 2n], table: { a: 1n, b: 2n } };

const { int, double, text, bool } = fc.letrec<{ int: string; double: string; text: string; bool: string }>((tie) => ({
  int: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('n', 'm', '0', '1', '-2', '10', 'numbers[0]', 'table.a', 'size(numbers)', 'size(s)', 'table["b"]'),
    fc.tuple(tie('int'), fc.constantFrom('+', '-', '*', '/', '%'), tie('int')).map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('bool'), tie('int'), tie('int')).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    tie('bool').map((test) => `size(numbers.filter(x, x > 1 && ${test}))`),
    tie('double').map((value) => `int(${value})`),
    tie('int').map((value) => `numbers.map(x, x + ${value})[1]`),
  ),
  double: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('d', '0.5', '1.0', '-2.25'),
    fc.tuple(tie('double'), fc.constantFrom('+', '-', '*', '/'), tie('double')).map((parts) => `(${parts.join(' ')})`),
    tie('int').map((value) => `double(${value})`),
  ),
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('s', '"a"', "'tex'", '""', 'r"\\d"', 'words[0]'),
    fc.tuple(tie('text'), tie('text')).map(([left, right]) => `(${left} + ${right})`),
    tie('int').map((value) => `string(${value})`),
    tie('text').map((value) => `words.join(${value})`),
  ),
  bool: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('t', 'true', 'false', 'has(table.a)', 'has(table.c)', '"a" in table', '2 in numbers'),
    fc
      .tuple(tie('int'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('int'))
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('double'), fc.constantFrom('<', '>=', '==', '!='), tie('int')).map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('text'), fc.constantFrom('<', '==', '!='), tie('text')).map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map((parts) => `(${parts.join(' ')})`),
    tie('bool').map((value) => `!${value}`),
    fc
      .tuple(fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('text'))
      .map(([name, part]) => `s.${name}(${part})`),
    fc
      .tuple(fc.constantFrom('all', 'exists', 'exists_one'), tie('int'))
      .map(([macro, value]) => `numbers.${macro}(x, x * x > ${value})`),
    tie('int').map((value) => `numbers.exists(x, 6 / (x - ${value}) > 1)`),
    tie('int').map((value) => `numbers == [${value}, 1, 2]`),
  ),
}));

describe('evaluation', () => {
  it('agrees with the library that parses, wherever that gives a value', () => {
    const isAnswered = { yes: 0, no: 0 };
    fc.assert(
      fc.property(fc.oneof(int, double, text, bool), (source) => {
        const theirs = toOutcome(() => library.evaluate(source, LIBRARY_VARIABLES));
        isAnswered[theirs === NO_VALUE ? 'no' : 'yes'] += 1;
        if (theirs !== NO_VALUE) expect(toOutcome(() => run(source, VARIABLES))).toEqual(theirs);
      }),
      { numRuns: 2_000 },
    );
    expect(isAnswered.yes).toBeGreaterThan(isAnswered.no);
  });
});

const NO_VALUE = Symbol('no value');

/** Ours refuses what JSON cannot say: that counts as no value on both sides. */
function toOutcome(work: () => unknown): unknown {
  try {
    const value = work();
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : NO_VALUE;
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : NO_VALUE;
    return value;
  } catch {
    return NO_VALUE;
  }
}
