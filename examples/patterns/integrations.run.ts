import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 10: tasks that stand for other systems, and channels that are told',
  async play({ tasks, say }) {
    await tasks.create({
      task_id: 'github_sync',
      task_type: 'github_integration',
      attributes: {
        title: 'Sync with GitHub Repository',
        repository: 'company/main-product',
        sync_direction: 'bidirectional',
        github_labels: ['orchestrator-managed'],
        auto_create_issues: true,
      },
    });
    await tasks.create({
      task_id: 'jira_sync',
      task_type: 'jira_integration',
      attributes: {
        title: 'Enterprise Project Management Sync',
        jira_project: 'PROJ',
        field_mappings: { priority: 'jira_priority', assigned_team: 'jira_component' },
        sync_frequency: 'real_time',
      },
    });
    assert.deepEqual(await statusesOf(tasks, { attributes: { field_mappings: { priority: 'jira_priority' } } }), {
      jira_sync: 'pending',
    });
    await tasks.create({ task_id: 'critical_bug_fix_123', task_type: 'bug_fix', lifecycle_stage: 'active' });
    const told = await tasks.manageLifecycle({
      task_id: 'critical_bug_fix_123',
      lifecycle_stage: 'completed',
      notes: 'Bug fix deployed and verified',
      notify_channels: ['#dev-team', '#stakeholders'],
    });
    say('events', told['events_emitted']);
    assert.equal(told['current_stage'], 'completed');
    await handIn(tasks, ['github_sync', 'jira_sync']);
  },
});
