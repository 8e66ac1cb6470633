import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 2: a critical bug, worked on at once',
  async play({ tasks, say }) {
    const hotfix = await tasks.create({
      task_id: 'hotfix_4711',
      task_type: 'hotfix',
      lifecycle_stage: 'active',
      attributes: {
        title: 'CRITICAL: Checkout loses carts',
        description: 'Carts are empty after the login.',
        severity: 'critical',
        impact: 'No sales',
        affected_users: 12_000,
        sla_deadline: '4 hours',
        escalation_contacts: ['engineering_manager', 'cto'],
        rollback_plan: 'Immediate rollback if issues detected',
      },
    });
    say('due', hotfix['due_date'] ?? null);
    const hours = Math.round(
      (Date.parse(String(hotfix['due_date'])) - Date.parse(String(hotfix['created_at']))) / 3_600_000,
    );
    assert.deepEqual([hotfix['lifecycle_stage'], hours], ['active', 4]);
    await tasks.create({
      task_id: 'fix_critical_4711',
      task_type: 'specialist_task',
      parent_task_id: 'hotfix_4711',
      attributes: {
        title: 'Implement Critical Fix',
        specialist_type: 'debugger',
        assigned_developer: 'on_call_developer',
        estimated_effort: '2 hours',
        testing_required: 'automated tests + manual verification',
      },
    });
    await handIn(tasks, ['fix_critical_4711', 'hotfix_4711']);
    assert.deepEqual(await statusesOf(tasks, {}), { hotfix_4711: 'completed', fix_critical_4711: 'completed' });
  },
});
