import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, objectsIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 6: a tree that is regrouped, so that what may run side by side does',
  async play({ tasks, say }) {
    const below = { parent_task_id: 'redesign', task_type: 'specialist_task' };
    await tasks.batchCreate({
      tasks: [
        { task_id: 'redesign', task_type: 'epic', auto_complete: true },
        { ...below, task_id: 'research', estimated_effort: '2 days' },
        { ...below, task_id: 'pages', estimated_effort: '1 week', dependencies: ['research'] },
        { ...below, task_id: 'icons', estimated_effort: '3 days', dependencies: ['research'] },
        { ...below, task_id: 'texts', estimated_effort: '2 days', dependencies: ['research'] },
        { ...below, task_id: 'review', estimated_effort: '6 points', dependencies: ['pages', 'icons', 'texts'] },
      ],
    });
    const { plan, estimated_time_savings: savings } = await tasks.analyzeDependencies({
      root_task_id: 'redesign',
      apply: true,
    });
    say('plan', plan);
    const { groups, ...summary } = objectIn(plan);
    assert.deepEqual(summary, {
      applied: true,
      original_tasks: 5,
      optimized_tasks: 3,
      parallel_groups: 1,
      estimated_time_savings: 40,
    });
    assert.equal(savings, 40);
    const group = await tasks.get({ task_id: objectsIn(groups)[0]?.['task_id'], include_children: true });
    assert.deepEqual(group['attributes'], {
      title: 'Parallel Execution Group',
      parallel_tasks: ['pages', 'icons', 'texts'],
      execution_strategy: 'parallel',
      estimated_time_savings: 40,
    });
    await handIn(tasks, ['research', 'pages', 'icons', 'texts', 'review']);
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
