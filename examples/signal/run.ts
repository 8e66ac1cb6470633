import assert from 'node:assert/strict';
import type { TaskwrightClient } from 'taskwright';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'signal: one run wakes others, and starts the one that is missing',
  async play({ client, load, say }) {
    const [order, delivery, invoice] = await Promise.all([
      load('order.yaml'),
      load('delivery.yaml'),
      load('invoice.yaml'),
    ]);
    await client.push(invoice);
    const first = await client.start({ definition: order, input: { sku: 'lamp' }, startedBy: 'ann' });
    const second = await client.start({ definition: order, input: { sku: 'lamp' }, startedBy: 'ben' });
    for (const { runId } of [first, second]) await untilWaiting(client, runId);

    const invoiceId = `invoice-${first.runId}`;
    const input = { sku: 'lamp', warehouse: 'north', invoice: invoiceId };
    const lamps = await client.waitForEnd(
      (await client.start({ definition: delivery, input, startedBy: 'dock' })).runId,
    );
    const orders = await Promise.all([first, second].map(({ runId }) => client.waitForEnd(runId)));
    say('the delivery reached', lamps.output);
    assert.deepEqual(lamps.output, { orders: 2 });
    assert.deepEqual(
      orders.map(({ output }) => output),
      [{ from: 'north' }, { from: 'north' }],
    );

    const more = { ...input, sku: 'chair' };
    const chairs = await client.waitForEnd(
      (await client.start({ definition: delivery, input: more, startedBy: 'dock' })).runId,
    );
    const billed = await client.waitForEnd(invoiceId);
    say('the invoice has', billed.output);
    assert.deepEqual(chairs.output, { orders: 0 });
    assert.deepEqual(billed.output, ['lamp', 'chair']);
  },
});

async function untilWaiting(client: TaskwrightClient, runId: string): Promise<void> {
  for await (const { tasks } of client.watch(runId)) {
    if (tasks.some(({ status }) => status === 'waiting')) return;
  }
}
