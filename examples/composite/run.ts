import assert from 'node:assert/strict';
import { defineAction } from 'taskwright';
import { z } from 'zod';
import { defineExample } from '../support/example.js';

const offers = new Map<string, number>();

/** Offers come in one after another. */
const countOffers = defineAction({
  name: 'count-offers',
  input: z.unknown(),
  run: (_, { runId }) => {
    const count = (offers.get(runId) ?? 0) + 1;
    offers.set(runId, count);
    return { count };
  },
});

export const example = defineExample(import.meta.url, {
  title: 'composite: one step after another, repeated where needed, undone when a later step fails',
  worker: { actions: [countOffers] },
  async play({ client, load, say }) {
    const definition = await load('booking.yaml');
    const book = async (input: { has_car: boolean }) => {
      const { runId } = await client.start({ definition, input, startedBy: 'example' });
      return client.waitForEnd(runId);
    };

    const booked = await book({ has_car: true });
    say('booked', booked.output);
    assert.deepEqual(booked.output, { seat: '12A', offers: 3 });

    const undone = await book({ has_car: false });
    const compensations = undone.tasks.filter(({ path }) => path.endsWith('/compensate'));
    say(
      'undone',
      compensations.map(({ path, output }) => ({ path, output })),
    );
    assert.equal(undone.status, 'failed');
    assert.deepEqual([undone.error?.code, undone.error?.path], ['task_failed', '/car']);
    assert.deepEqual(
      compensations
        .sort((left, right) => String(left.startedAt).localeCompare(String(right.startedAt)))
        .map(({ path, status, output }) => [path, status, output]),
      [
        ['/hotel/compensate', 'completed', { cancelled: 204 }],
        ['/flight/compensate', 'completed', { released: '12A' }],
      ],
    );
    assert.equal(undone.tasks.find((task) => task.path === '/confirm')?.status, 'skipped');
  },
});
