import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../src/actions/action.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const nap = defineAction({ name: 'nap', input: z.unknown(), run: () => delay(300).then(() => null) });

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
  await engine.startWorker({ actions: [nap] });
});
afterAll(() => engine.close());

test('a task ends when all that was done in it has ended, also within one workflow task', async () => {
  const { startedAt, endedAt, tasks } = await engine.run(
    `{ id: naps, tasks: [{ id: a, tasks: [{ id: one, action: nap, inline: true }] }, { id: b, tasks: [] }] }`,
  );
  const [root, a, one, b] = tasks.map((task) => [task.startedAt, task.endedAt].map((at) => Date.parse(at ?? '')));
  const inOrder = [root?.[0], a?.[0], one?.[0], one?.[1], a?.[1], b?.[0], b?.[1], root?.[1]];
  expect(inOrder).toEqual(inOrder.toSorted((left = 0, right = 0) => left - right));
  expect((one?.[1] ?? 0) - (one?.[0] ?? 0)).toBeGreaterThanOrEqual(290);
  expect([startedAt, endedAt]).toEqual([tasks[0]?.startedAt, tasks[0]?.endedAt]);
});

test('a run without anything to do does not end before it has started', async () => {
  const { startedAt, endedAt } = await engine.run(`{ id: empty, tasks: [] }`);
  expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''));
});
