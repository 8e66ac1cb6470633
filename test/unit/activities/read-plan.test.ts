import { expect, test } from 'vitest';
import { createReadPlan } from '../../../src/activities/read-plan.js';
import { givenTask } from './activity-fixture.js';

test('a plan is read in pages of 256 KiB at most, which together are the whole', async () => {
  const { deps, attempt } = await givenTask('action: noop');
  const text = JSON.stringify(Array.from({ length: 60_000 }, (_, n) => `task-${n}`));
  const loaded = { ...(await deps.library.load(attempt.definitionHash)), planText: () => text };
  const readPlan = createReadPlan({ ...deps, library: { load: async () => loaded } });
  const pages: string[] = [];
  for (let from: number | null = 0; from !== null;) {
    const page: Awaited<ReturnType<typeof readPlan>> = await readPlan({ ...attempt, from });
    pages.push(page.text);
    from = page.next;
  }
  expect(pages.length).toBeGreaterThan(1);
  expect(Math.max(...pages.map((page) => Buffer.byteLength(page)))).toBeLessThanOrEqual(256 * 1024);
  expect(pages.join('')).toBe(text);
});
