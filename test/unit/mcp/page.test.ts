import { expect, it } from 'vitest';
import { z } from 'zod';
import { pageFields, toPage } from '../../../src/mcp/page.js';

const input = z.strictObject(pageFields);

it('a list is walked by its cursors as by its offsets', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const walk = (cursor?: unknown): readonly unknown[] => {
    const page = toPage('letters', all, input.parse({ limit: 2, ...(cursor === undefined ? {} : { cursor }) }));
    return [page, ...(page['next_cursor'] === null ? [] : walk(page['next_cursor']))];
  };
  expect(walk()).toEqual([
    { letters: ['a', 'b'], total_count: 5, has_more: true, next_cursor: '2' },
    { letters: ['c', 'd'], total_count: 5, has_more: true, next_cursor: '4' },
    { letters: ['e'], total_count: 5, has_more: false, next_cursor: null },
  ]);
  expect(toPage('letters', all, input.parse({ offset: 4 }))).toMatchObject({ letters: ['e'], next_cursor: null });
  expect(input.safeParse({ cursor: 'nowhere' }).success).toBe(false);
});
