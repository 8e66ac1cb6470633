import { expect, test } from 'vitest';
import { formatDuration } from '../../../../src/cli/render/format-duration.js';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [849.6, '850 ms'],
  [999.9, '1000 ms'],
  [1_000, '1.0 s'],
  [3_460, '3.4 s'],
  [59_999, '59.9 s'],
  [125_000, '2 m 05 s'],
  [11_400_000, '3 h 10 m'],
  [190_800_000, '2 d 5 h'],
])('%d ms is written %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
