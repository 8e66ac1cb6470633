import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, objectsIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 3: one deployment for each environment, one after another',
  async play({ tasks, say }) {
    const { root_task_id: root, tasks_created: created } = await tasks.createFromTemplate({
      template_id: 'multi_env_deployment_v1',
      parameters: {
        change_description: 'Kubernetes cluster upgrade to v1.28',
        environments: ['dev', 'staging', 'production'],
        risk_level: 'high',
        maintenance_window: '2025-06-15T02:00:00Z',
      },
    });
    say('created', created);
    const { tasks: found } = await tasks.query({
      parent_task_id: String(root),
      include_children: true,
      sort: { field: 'position' },
    });
    const deployments = objectsIn(found);
    assert.deepEqual(
      deployments.map(({ status, attributes }) => [objectIn(attributes)['environment'], status]),
      [
        ['dev', 'pending'],
        ['staging', 'blocked'],
        ['production', 'blocked'],
      ],
    );
    for (const { children } of deployments) {
      const ids = objectsIn(children).map((child) => String(child['task_id']));
      assert.equal(ids.length, 3, 'validation, upgrade, testing');
      await handIn(tasks, ids);
    }
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
