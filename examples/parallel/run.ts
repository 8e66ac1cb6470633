import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'parallel: three teams behind one contract, a race, a quorum',
  async play({ client, load, say }) {
    const { runId } = await client.start({ definition: await load('feature.yaml'), startedBy: 'example' });
    const run = await client.waitForEnd(runId);
    const statusOf = (path: string) => run.tasks.find((task) => task.path === path)?.status;
    say('reviews', run.output);

    assert.equal(run.status, 'completed');
    assert.deepEqual(run.output, {
      tested: 2,
      reviews: { ann: { verdict: 'good' }, ben: null, cleo: { verdict: 'good' } },
    });
    assert.deepEqual([statusOf('/mirror/near'), statusOf('/mirror/far')], ['completed', 'cancelled']);
    assert.deepEqual([statusOf('/reviews'), statusOf('/reviews/ben')], ['completed', 'failed']);
    assert.deepEqual([statusOf('/lint'), statusOf('/lint/spelling')], ['completed', 'failed']);
  },
});
