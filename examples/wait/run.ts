import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'wait: signals, votes, an approval, a time, and what never comes',
  async play({ client, load, say }) {
    const { runId } = await client.start({
      definition: await load('pull-request.yaml'),
      input: { pr: 7, sha: '4f0c2d9' },
      startedBy: 'ann',
    });

    // The CI and voters are programs: they signal, before or after the run has come to its wait.
    const ci = { runId, name: 'ci-finished', from: 'ci' };
    await client.signal({ ...ci, payload: { sha: 'an older commit' } });
    await client.signal({ ...ci, payload: { sha: '4f0c2d9' } });
    for await (const { tasks } of client.watch(runId)) {
      if (tasks.some(({ path, status }) => path === '/votes' && status === 'waiting')) break;
    }
    for (const voter of ['ben', 'ben', 'cleo']) {
      await client.signalByCorrelation({ correlation: 'pr-7', name: 'vote', payload: { voter }, from: voter });
    }

    // A person decides, by the roles that they hold.
    const decision = { runId, path: '/approve', decision: 'approve' } as const;
    await assert.rejects(client.decide({ ...decision, by: 'ben', roles: ['developer'] }), { code: 'forbidden' });
    await client.decide({ ...decision, by: 'dora', roles: ['maintainer'], comment: 'Ship it.' });

    const run = await client.waitForEnd(runId);
    say('merged', run.output);
    assert.deepEqual(run.output, { merged: '4f0c2d9', voters: ['ben', 'cleo'], approved_by: 'dora', silent: true });
  },
});
