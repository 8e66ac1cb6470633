import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'task services: a wait that works on each signal and then judges it',
  async play({ client, load, say }) {
    const { runId } = await client.start({
      definition: await load('payment.yaml'),
      input: { invoice: 'I-1001', due: 100, rates: { EUR: 1, USD: 0.9 } },
      startedBy: 'example',
    });
    const pay = (by: string, currency: string, amount: number) =>
      client.signal({ runId, name: 'payment-received', payload: { by, currency, amount }, from: by });

    await pay('ann', 'USD', 50); // too little
    await pay('ben', 'XYZ', 500); // not a currency that is taken
    await pay('cleo', 'USD', 120);
    const run = await client.waitForEnd(runId);
    say('receipt', run.output);
    assert.deepEqual(run.output, { invoice: 'I-1001', by: 'cleo' });

    const worked = run.tasks.find(({ path }) => path === '/paid/process');
    assert.equal(worked?.visit, 3, 'it worked on all three');
  },
});
