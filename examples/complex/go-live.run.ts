import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 5: a go-live of several products, with compliance that has to be approved',
  async play({ tasks, say }) {
    const root = 'enterprise_release_7';
    const products = ['billing', 'portal'];
    const compliance = ['security_compliance_7', 'regulatory_compliance_7'];
    await tasks.batchCreate({
      tasks: [
        {
          task_id: root,
          task_type: 'enterprise_release',
          attributes: { title: 'Enterprise Release 7', release_manager: 'rita', products_included: products },
        },
        ...products.map((product) => ({
          task_id: `product_release_${product}_7`,
          task_type: 'product_release',
          parent_task_id: root,
          attributes: { title: `${product} Release 7`, product_owner: `${product}_owner`, estimated_effort: '2 weeks' },
        })),
        ...compliance.map((taskId) => ({ task_id: taskId, task_type: 'compliance_task', parent_task_id: root })),
        {
          task_id: 'go_live_7',
          task_type: 'go_live_event',
          parent_task_id: root,
          attributes: { title: 'Coordinated Go-Live', rollback_procedures: 'enterprise_rollback_plan' },
          dependencies: [
            ...products.map((product) => `product_release_${product}_7`),
            ...compliance.map((taskId) => ({
              dependency_task_id: taskId,
              dependency_type: 'approval',
              roles: ['compliance_officer'],
            })),
          ],
        },
      ],
    });
    await handIn(tasks, [...products.map((product) => `product_release_${product}_7`), ...compliance]);
    // That they have completed is not enough: somebody has to approve them.
    await assert.rejects(tasks.execute({ task_id: 'go_live_7' }), /its approval is missing/);
    const officer = tasks.as({ name: 'olga', roles: ['compliance_officer'] });
    for (const taskId of compliance) {
      await assert.rejects(tasks.decide({ task_id: taskId, decision: 'approve' }), /may not decide/);
      say(taskId, await officer.decide({ task_id: taskId, decision: 'approve' }));
    }
    await handIn(tasks, ['go_live_7', root]);
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
