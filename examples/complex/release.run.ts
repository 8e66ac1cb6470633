import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 3: a release behind quality gates and two approvals',
  async play({ tasks, say }) {
    const root = 'release_2_1';
    const below = { parent_task_id: root };
    const gates = ['qa_testing', 'security_review', 'performance_validation'];
    await tasks.batchCreate({
      tasks: [
        {
          task_id: root,
          task_type: 'release',
          attributes: { title: 'Release 2.1', version: '2.1', release_type: 'minor' },
        },
        ...gates.map((gate) => ({ ...below, task_id: gate, task_type: 'specialist_task', title: gate })),
        {
          ...below,
          task_id: 'product_approval',
          task_type: 'approval_gate',
          attributes: {
            title: 'Product Manager Approval',
            approver_role: 'product_manager',
            approval_criteria: ['features_complete', 'acceptance_criteria_met'],
          },
        },
        {
          ...below,
          task_id: 'engineering_approval',
          task_type: 'approval_gate',
          attributes: {
            title: 'Engineering Manager Approval',
            approver_role: 'engineering_manager',
            approval_criteria: ['code_quality', 'test_coverage', 'documentation'],
          },
        },
        {
          ...below,
          task_id: 'deploy_staging',
          task_type: 'deployment',
          attributes: { title: 'Deploy to Staging', environment: 'staging' },
          dependencies: gates,
        },
        { ...below, task_id: 'staging_validation', task_type: 'specialist_task', dependencies: ['deploy_staging'] },
        {
          ...below,
          task_id: 'deploy_production',
          task_type: 'deployment',
          attributes: { title: 'Deploy to Production', environment: 'production', monitoring_required: true },
          dependencies: [
            { dependency_task_id: 'product_approval', dependency_type: 'approval' },
            { dependency_task_id: 'engineering_approval', dependency_type: 'approval' },
            { dependency_task_id: 'staging_validation', dependency_type: 'completion' },
          ],
        },
      ],
    });
    await assert.rejects(handIn(tasks, ['deploy_staging']), /waits for/);
    await handIn(tasks, [...gates, 'deploy_staging', 'staging_validation']);
    assert.equal((await statusesOf(tasks, {}))['deploy_production'], 'blocked');
    const { waiting_runs: waiting } = await tasks.getStatus({});
    say('waiting', waiting);

    const mia = tasks.as({ name: 'mia', roles: ['product_manager'] });
    const eve = tasks.as({ name: 'eve', roles: ['engineering_manager'] });
    await assert.rejects(mia.decide({ task_id: 'engineering_approval', decision: 'approve' }), /may not decide/);
    await mia.decide({ task_id: 'product_approval', decision: 'approve', comment: 'Ship it.' });
    await assert.rejects(tasks.execute({ task_id: 'deploy_production' }), /engineering_approval/);
    await eve.decide({ task_id: 'engineering_approval', decision: 'approve' });
    await handIn(tasks, ['deploy_production', root]);
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
