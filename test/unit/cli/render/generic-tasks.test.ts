import { expect, test } from 'vitest';
import { formatObjects, formatTaskList } from '../../../../src/cli/render/generic-tasks.js';

test('a list within a row is written with commas', () => {
  const rows = [
    { name: 'deploy', after: ['prepare', 'test'], size: 2 },
    { name: 'tell', after: [], size: null },
  ];
  expect(formatObjects(rows, ['name', 'after', 'size'])).toBe(
    ['NAME    AFTER          SIZE', 'deploy  prepare, test  2', 'tell'].join('\n'),
  );
});

test('nothing is written where there is nothing', () => {
  expect([formatObjects([], ['name']), formatTaskList([])]).toEqual(['', '']);
});
