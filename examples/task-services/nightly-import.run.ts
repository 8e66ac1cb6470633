import assert from 'node:assert/strict';
import type { JsonValue } from 'taskwright';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'task services: router, collection with filter and batch, strategies, aggregate with a schema',
  async play({ client, load, say }) {
    const definition = await load('nightly-import.yaml');
    const importFrom = async (source: string, records: readonly JsonValue[]) => {
      const { runId } = await client.start({ definition, input: { source, records }, startedBy: 'scheduler' });
      return client.waitForEnd(runId);
    };

    const records = [
      { id: 'a', amount: 3 },
      { id: 'b', amount: 0 },
      { amount: 7 },
      { id: 'c', amount: 5 },
      { id: 'd', amount: 2 },
    ];
    const run = await importFrom('warehouse', records);
    say('imported', run.output);
    assert.deepEqual(run.output, { table: 'stock-3', batches: 2, rows: 3, checked: true });
    assert.deepEqual(run.tasks.find(({ path }) => path === '/load')?.output, [
      { ids: ['a', 'c'], sum: [3, 5] },
      { ids: ['d'], sum: [2] },
    ]);
    assert.equal(run.tasks.find(({ path }) => path === '/checks/audit')?.status, 'cancelled');

    const empty = await importFrom('shop', []);
    say('nothing to import', empty.error?.message ?? null);
    assert.deepEqual([empty.status, empty.error?.path], ['failed', '/report']);
  },
});
