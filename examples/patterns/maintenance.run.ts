import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 9: a maintenance that is prepared before it is done',
  async play({ tasks, say }) {
    const root = 'db_maintenance_q2_2025';
    await tasks.create({
      task_id: root,
      task_type: 'scheduled_maintenance',
      attributes: {
        title: 'Q2 2025 Database Maintenance',
        maintenance_window: { start: '2025-06-29T02:00:00Z', end: '2025-06-29T06:00:00Z' },
        business_impact: 'minimal - read-only mode',
        rollback_time_limit: '30_minutes',
      },
    });
    await tasks.create({
      task_id: 'verify_db_backups',
      task_type: 'maintenance_preparation',
      parent_task_id: root,
      attributes: { title: 'Verify Database Backups', completion_deadline: '24_hours_before_maintenance' },
    });
    await tasks.create({
      task_id: 'execute_db_optimization',
      task_type: 'maintenance_execution',
      parent_task_id: root,
      attributes: { title: 'Execute Database Optimization', estimated_duration: '2_hours' },
    });
    await tasks.manageDependencies({
      task_id: 'execute_db_optimization',
      dependencies: [
        {
          dependency_task_id: 'verify_db_backups',
          dependency_type: 'completion',
          description: 'Backup verification required before optimization',
        },
      ],
    });
    await assert.rejects(handIn(tasks, ['execute_db_optimization']), /waits for "verify_db_backups"/);
    await handIn(tasks, ['verify_db_backups', 'execute_db_optimization', root]);
    const { events } = await tasks.getEvents({ task_id: 'execute_db_optimization' });
    say('events', events);
    assert.equal((await statusesOf(tasks, {}))[root], 'completed');
  },
});
