import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'router: critical bugs take the short way',
  async play({ client, load, say }) {
    const definition = await load('bug-fix.yaml');
    const fix = async (input: { id: string; severity: string; affected_users: number }) => {
      const { runId } = await client.start({ definition, input, startedBy: 'example' });
      return client.waitForEnd(runId);
    };

    const critical = await fix({ id: 'B-7', severity: 'critical', affected_users: 5000 });
    say('critical', critical.output);
    assert.deepEqual(critical.output, { branch: 'hotfix/B-7', told: { channel: 'status-page' } });

    const minor = await fix({ id: 'B-8', severity: 'minor', affected_users: 0 });
    say('minor', minor.output);
    assert.deepEqual(minor.output, { branch: 'bug/B-8', told: null });
    const notTaken = minor.tasks.find((task) => task.path === '/handle/critical');
    assert.deepEqual([notTaken?.status, notTaken?.reason], ['skipped', 'case_not_taken']);
  },
});
