import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, ROOT_PATH } from '../../../../src/domain/path.js';
import { toPathRange } from '../../../../src/store/postgres/path-range.js';

describe('toPathRange', () => {
  it('holds what is below a path and nothing else', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_-]{1,3}$/);
    const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
    fc.assert(
      fc.property(path, path, fc.boolean(), (ancestor, other, isBelow) => {
        const candidate = isBelow && ancestor !== ROOT_PATH && other !== ROOT_PATH ? ancestor + other : other;
        const { above, below } = toPathRange(ancestor);
        expect(candidate > above && candidate < below).toBe(isWithin(candidate, ancestor));
      }),
    );
  });
});
