import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { defineExample } from '../support/example.js';
import { rolloutKind } from './rollout-kind.js';

export const example = defineExample(import.meta.url, {
  title: 'task services: a ninth kind, from a folder of its own',
  worker: { kinds: [rolloutKind], workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)) },
  async play({ client, load, say }) {
    const definition = await load('rollout.yaml', { kinds: [rolloutKind] });
    const release = async (input: { version: string; worst_rate: number }) => {
      const { runId } = await client.start({ definition, input, startedBy: 'example' });
      return client.waitForEnd(runId);
    };

    const good = await release({ version: '2.0.0', worst_rate: 1 });
    say('given to', good.output);
    assert.deepEqual(good.output, { shares: [5, 25, 100] });

    const bad = await release({ version: '2.1.0', worst_rate: 10 });
    say('stopped', bad.error?.message ?? null);
    assert.deepEqual([bad.status, bad.error?.path], ['failed', '/ramp/1/watch']);
    const steps = bad.tasks.filter(({ path }) => /^\/ramp\/\d$/.test(path));
    assert.deepEqual(
      steps.map(({ status }) => status),
      ['completed', 'failed', 'skipped'],
    );

    await assert.rejects(load('rollout.yaml'), /There is no kind "rollout"/);
  },
});
