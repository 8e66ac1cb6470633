import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { startLoopbackServer } from '../support/loopback-server.js';

export const example = defineExample(import.meta.url, {
  title: 'basic: a call that is tried again until the service answers',
  worker: { isShellAllowed: true, allowHosts: ['127.0.0.1'] },
  async play({ client, load, say }) {
    let requests = 0;
    const service = await startLoopbackServer(() => {
      requests += 1;
      if (requests <= 2) return { status: 503, body: { state: 'starting' } };
      return { body: { state: 'ok', name: 'search', build: 117 } };
    });
    try {
      const { runId } = await client.start({
        definition: await load('health-report.yaml'),
        input: { service: service.url },
        startedBy: 'example',
      });
      const run = await client.waitForEnd(runId);
      const probe = run.tasks.find((task) => task.path === '/probe');
      say(`probe needed ${probe?.attempt} attempts`, run.output);

      assert.equal(probe?.attempt, 3);
      assert.deepEqual(run.output, { title: 'search checked', is_recent: true, build: 117 });
    } finally {
      await service.close();
    }
  },
});
