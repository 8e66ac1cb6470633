import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOrdinals, toPosition } from '../../../src/store/ordinal.js';

describe('compareOrdinals', () => {
  it('puts a task before everything below it, and that before the next sibling', () => {
    const ordered = [[1], [0, 5], [], [0], [0, 5, 9], [10], [0, 6]].sort(compareOrdinals);
    expect(ordered).toEqual([[], [0], [0, 5], [0, 5, 9], [0, 6], [1], [10]]);
  });

  it('is an order: no two ordinals come before each other', () => {
    const ordinal = fc.array(fc.nat(3), { maxLength: 4 });
    fc.assert(
      fc.property(ordinal, ordinal, (a, b) => {
        expect(Math.sign(compareOrdinals(a, b)) + Math.sign(compareOrdinals(b, a))).toBe(0);
        expect(compareOrdinals(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe('toPosition', () => {
  it('is the place among siblings, 0 for the root', () => {
    expect([toPosition([]), toPosition([4]), toPosition([4, 2])]).toEqual([0, 4, 2]);
  });
});
