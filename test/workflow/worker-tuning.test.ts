import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../src/actions/action.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';

/** More than the SDK lets a worker have under way unless told. */
const RUNS = 60;

let present = 0;
let everyoneIsHere = (): void => undefined;
const met = new Promise<void>((resolve) => {
  everyoneIsHere = resolve;
});

/** Ends when so many attempts are under way at once, each of which holds the workflow task of its run. */
const meet = defineAction({
  name: 'meet',
  input: z.unknown(),
  async run(_, { signal }) {
    present += 1;
    if (present === RUNS) everyoneIsHere();
    const givenUp = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('The others did not come.')));
    });
    try {
      await Promise.race([met, givenUp]);
      return null;
    } finally {
      present -= 1;
    }
  },
});

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ actions: [meet] });
});
afterAll(() => engine.close());

test('sixty runs may hold their workflow tasks with inline work at once', async () => {
  const yaml = `
{ id: meeting, tasks: [{ id: a, action: meet, inline: true, retry: { max_attempts: 20, initial_interval: 10ms } }] }
`;
  const started = await Promise.all(Array.from({ length: RUNS }, () => engine.start(yaml)));
  await engine.startWorker();
  const ended = await Promise.all(started.map(({ runId }) => engine.client.waitForEnd(runId)));
  expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: RUNS }, () => 'completed'));
});
