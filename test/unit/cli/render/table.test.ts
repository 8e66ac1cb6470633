import { expect, test } from 'vitest';
import { formatTable } from '../../../../src/cli/render/table.js';

test('columns are as wide as they have to be', () => {
  const rows = [
    ['r1', 'completed', ''],
    ['release-2', 'failed', 'why'],
  ];
  expect(formatTable(['RUN', 'STATUS', 'NOTE'], rows)).toBe(
    ['RUN        STATUS     NOTE', 'r1         completed', 'release-2  failed     why'].join('\n'),
  );
});

test('without rows there are only the heads', () => {
  expect(formatTable(['RUN', 'STATUS'], [])).toBe('RUN  STATUS');
});
