import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 2: a bug that is investigated, fixed and tested',
  async play({ tasks, say }) {
    const work = { task_type: 'specialist_task', parent_task_id: 'bug_4712' };
    await tasks.batchCreate({
      tasks: [
        {
          task_id: 'bug_4712',
          task_type: 'bug_fix',
          attributes: {
            title: 'The total is not rounded',
            severity: 'medium',
            reported_by: 'support',
            steps_to_reproduce: ['Put three things into the cart'],
            expected_behavior: '10.00',
            actual_behavior: '9.999999',
          },
        },
        {
          ...work,
          task_id: 'investigate_4712',
          attributes: { title: 'Investigate Bug', specialist_type: 'debugger', estimated_effort: '4 hours' },
        },
        {
          ...work,
          task_id: 'fix_4712',
          attributes: { title: 'Implement Fix', specialist_type: 'implementer', estimated_effort: '1 day' },
          dependencies: [
            { dependency_task_id: 'investigate_4712', description: 'Root cause must be identified before fixing' },
          ],
        },
        {
          ...work,
          task_id: 'test_fix_4712',
          attributes: { title: 'Test Bug Fix', specialist_type: 'tester', estimated_effort: '2 hours' },
          dependencies: [{ dependency_task_id: 'fix_4712' }],
        },
      ],
    });
    await handIn(tasks, ['investigate_4712']);
    const reviewed = await tasks.complete({
      task_id: 'fix_4712',
      summary: 'It is rounded too late.',
      detailed_work: 'round(total)',
      artifact_type: 'code',
      next_action: 'needs_revision',
    });
    assert.equal(reviewed['lifecycle_stage'], 'review');
    assert.equal((await statusesOf(tasks, {}))['test_fix_4712'], 'blocked');
    await handIn(tasks, ['fix_4712', 'test_fix_4712', 'bug_4712']);
    const results = await tasks.synthesizeResults({ parent_task_id: 'bug_4712' });
    say('results', results);
    assert.ok(Array.isArray(results['artifacts_collected']) && results['artifacts_collected'].length === 4);
    assert.equal(objectIn(results['metrics'])['success_rate'], 100);
  },
});
