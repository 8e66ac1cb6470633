import { expect, it } from 'vitest';
import { toByteRange } from '../../../src/http/byte-range.js';

it.each([
  ['bytes=0-1', { offset: 0, length: 2 }],
  ['bytes=3-', { offset: 3, length: 2 }],
  ['bytes=-2', { offset: 3, length: 2 }],
  ['bytes=-9', { offset: 0, length: 5 }],
  ['bytes=1-99', { offset: 1, length: 4 }],
  ['bytes=5-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=2-1', null],
  ['bytes=-', null],
  ['bytes=0-0,2-3', null],
  ['lines=1-2', null],
  [undefined, null],
])('%s of five bytes', (header, range) => {
  expect(toByteRange(header, 5)).toEqual(range);
});

it('nothing of nothing can be had', () => {
  expect(toByteRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(toByteRange('bytes=-1', 0)).toBe('unsatisfiable');
});
