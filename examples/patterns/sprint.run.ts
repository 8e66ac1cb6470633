import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 1: a sprint, its stories, and their work from a template',
  async play({ tasks, say }) {
    await tasks.create({
      task_id: 'sprint_23_backend',
      task_type: 'sprint',
      auto_complete: true,
      attributes: {
        title: 'Sprint 23 - User Management Features',
        sprint_number: 23,
        start_date: '2025-06-16',
        end_date: '2025-06-30',
        team: 'backend_team',
        sprint_goal: 'Complete user authentication and profile management',
        capacity: '80 story_points',
        scrum_master: 'alice_johnson',
      },
    });
    await tasks.create({
      task_id: 'story_password_reset',
      task_type: 'user_story',
      parent_task_id: 'sprint_23_backend',
      auto_complete: true,
      attributes: {
        title: 'As a user, I want to reset my password',
        story_points: 8,
        priority: 'high',
        acceptance_criteria: ['User receives reset email within 2 minutes', 'Reset link expires after 24 hours'],
        definition_of_done: ['Feature implemented and tested', 'Code reviewed and approved'],
      },
    });
    const made = await tasks.createFromTemplate({
      template_id: 'user_story_breakdown_v1',
      parameters: {
        story_title: 'password_reset',
        complexity: 'moderate',
        backend_effort: '6 points',
        frontend_effort: '2 points',
      },
      parent_task_id: 'story_password_reset',
    });
    const { hierarchy: _, statistics } = await tasks.getHierarchy({ root_task_id: 'sprint_23_backend' });
    say('statistics', statistics);
    const analysis = await tasks.analyzeDependencies({ root_task_id: 'sprint_23_backend' });
    say('analysis', analysis);
    assert.deepEqual(analysis['unparsed_efforts'], []);
    const order = analysis['execution_order'];
    assert.ok(Array.isArray(order) && Array.isArray(made['tasks_created']));
    await handIn(tasks, order.flat().map(String));
    const statuses = Object.values(await statusesOf(tasks, {}));
    assert.deepEqual(new Set(statuses), new Set(['completed']), 'the sprint ends with its last story');
  },
});
