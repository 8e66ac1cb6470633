import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'aggregate: one figure out of many, checked against a schema',
  async play({ client, load, say }) {
    const definition = await load('sales.yaml');
    const report = async (regions: Record<string, number[]>) => {
      const { runId } = await client.start({ definition, input: { regions }, startedBy: 'example' });
      return client.waitForEnd(runId);
    };

    const run = await report({ south: [10, 2.5], north: [40] });
    say('sales', run.output);
    assert.deepEqual(run.output, { orders: 3, total: 52.5, largest: 40, regions: ['north', 'south'] });

    const empty = await report({ north: [] });
    say('without orders', empty.error?.message ?? null);
    assert.deepEqual([empty.status, empty.error?.path], ['failed', '/report']);
  },
});
