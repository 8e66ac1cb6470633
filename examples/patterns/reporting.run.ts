import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, objectsIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 8: questions of a dashboard',
  async play({ tasks, say }) {
    await tasks.create({ task_id: 'platform', task_type: 'epic', title: 'Platform' });
    const below = { parent_task_id: 'platform', attributes: { assigned_team: 'backend_team' } };
    await tasks.create({ ...below, task_id: 'search', task_type: 'story', title: 'Search' });
    await tasks.create({ ...below, task_id: 'index', task_type: 'story', title: 'Index', dependencies: ['search'] });
    await tasks.create({ ...below, task_id: 'export', task_type: 'story', title: 'Export' });
    await handIn(tasks, ['export']);
    await tasks.execute({ task_id: 'search' });

    const stale = await tasks.query({
      filters: { status: ['active', 'blocked'], lifecycle_stage: ['active', 'review'] },
      custom_filter: 'created_at < DATE_SUB(NOW(), INTERVAL 2 WEEK)',
      sort: { field: 'created_at', direction: 'asc' },
      include_hierarchy: true,
    });
    assert.equal(stale['total_count'], 0, 'nothing is that old');

    const today = new Date().toISOString().slice(0, 10);
    const { metrics } = await tasks.query({
      filters: { attributes: { assigned_team: 'backend_team' }, status: 'completed' },
      date_range: { start: today, end: today },
      include_metrics: true,
    });
    say('metrics', metrics);
    assert.equal(objectIn(metrics)['count'], 1);

    const blocked = await tasks.query({
      filters: { status: 'blocked', has_dependencies: true },
      include_dependency_status: true,
      sort: { field: 'updated_at', direction: 'asc' },
    });
    say('blocked', blocked);
    assert.deepEqual(await statusesOf(tasks, { status: 'blocked' }), { index: 'blocked' });
    assert.equal(objectsIn(objectsIn(blocked['tasks'])[0]?.['dependencies'])[0]?.['status'], 'in_progress');
  },
});
