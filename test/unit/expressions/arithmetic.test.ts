import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, run } from './run.js';

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);

/** Whole numbers as JSON has them, with those at the edges more often. */
const wholeNumbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const fractions = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isSafeInteger(value));

/** What 64-bit ints give; null for an overflow or a division by zero. */
const INT_MODEL: Record<string, (left: bigint, right: bigint) => bigint | null> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0n ? null : left / right),
  '%': (left, right) => (right === 0n ? null : left % right),
};

const DOUBLE_MODEL: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

describe('arithmetic', () => {
  it.each(Object.entries(INT_MODEL))('of two ints with %s is that of 64-bit integers', (operator, model) => {
    fc.assert(
      fc.property(wholeNumbers, wholeNumbers, (left, right) => {
        const exact = model(BigInt(left), BigInt(right));
        const work = () => run(`string(left ${operator} right)`, { left, right });
        if (exact === null || exact > MAX_INT || exact < MIN_INT) {
          expect(errorOf(work).message).toMatch(/divides by zero|overflows/);
        } else expect(work()).toBe(String(exact));
      }),
    );
  });

  it.each(Object.entries(DOUBLE_MODEL))('with a double on either side and %s is that of doubles', (operator, model) => {
    fc.assert(
      fc.property(fractions, wholeNumbers, (double, int) => {
        for (const [left, right] of [
          [double, int],
          [int, double],
          [double, double],
        ] as const) {
          const expected = model(left, right);
          const work = () => run(`left ${operator} right`, { left, right });
          if (Number.isFinite(expected)) expect(work()).toBe(expected + 0);
          else expect(errorOf(work).message).toContain('which JSON cannot say');
        }
      }),
    );
  });

  it('compares and equates ints and doubles by their values', () => {
    const numbers = fc.oneof(wholeNumbers, fractions);
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const variables = { left, right };
        expect(run('left < right', variables)).toBe(left < right);
        expect(run('left <= right', variables)).toBe(left <= right);
        expect(run('left > right', variables)).toBe(left > right);
        expect(run('left >= right', variables)).toBe(left >= right);
        expect(run('left == right', variables)).toBe(left === right);
        expect(run('left != right', variables)).toBe(left !== right);
        expect(run('double(left) == left && left == double(left)', variables)).toBe(true);
      }),
    );
  });

  it('gives back every number that it is given', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(run('n', { n: value })).toBe(value + 0);
        expect(run('[n, -n]', { n: value })).toEqual([value + 0, -value + 0]);
        expect(run('n + 0', { n: value })).toBe(value + 0);
      }),
    );
  });

  it.each([
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 % -2', 1],
    ['-7 % 2', -1],
    ['7.0 / 2', 3.5],
    ['7 / 2.0', 3.5],
    ['double(7) / 2', 3.5],
    ['(1.5 + 1.5) / 2', 1.5],
    ['n / 2', 3],
    ['(half + half) / 2', 2.5],
    ['7.5 % 2', 1.5],
    ['-0.0', 0],
    ['0 * -1', 0],
    ['2 * half', 5],
    ['2.0 * 3', 6],
    ['9007199254740993 - 9007199254740992', 1],
    ['9223372036854775807 % 1000', 807],
    ['-9223372036854775808 / 9223372036854775807', -1],
    ['0x1F', 31],
    ['1e3', 1000],
  ])('%s is %d', (source, expected) => {
    expect(run(source, { n: 7, half: 2.5 })).toBe(expected);
  });

  it('adds texts, lists, bytes, times and durations', () => {
    expect(run('"a" + "b"')).toBe('ab');
    expect(run('[1] + ["b"] + []')).toEqual([1, 'b']);
    expect(run('string(b"a" + b"b")')).toBe('ab');
    expect(run('timestamp("2026-01-31T00:00:00Z") + duration("36h")')).toBe('2026-02-01T12:00:00.000Z');
    expect(run('duration("36h") + timestamp("2026-01-31T00:00:00Z")')).toBe('2026-02-01T12:00:00.000Z');
    expect(run('timestamp("2026-01-31T00:00:00Z") - duration("1s")')).toBe('2026-01-30T23:59:59.000Z');
    expect(run('timestamp("2026-01-31T00:00:00Z") - timestamp("2026-01-30T12:00:00Z")')).toBe('43200s');
    expect(run('duration("1h") + duration("1s") - duration("1m")')).toBe('3541s');
    expect(run('-duration("1h")')).toBe('-3600s');
  });
});
