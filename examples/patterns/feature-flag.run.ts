import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 2: a feature that is rolled out stage by stage',
  async play({ tasks, say }) {
    await tasks.create({
      task_id: 'feature_advanced_search_rollout',
      task_type: 'feature_flag_deployment',
      attributes: {
        title: 'Advanced Search Feature Rollout',
        feature_flag: 'advanced_search_v2',
        rollout_strategy: 'progressive',
        success_metrics: ['search_performance < 200ms', 'user_satisfaction > 4.5/5', 'error_rate < 0.1%'],
        rollback_triggers: ['error_rate > 1%', 'performance_degradation > 20%'],
      },
    });
    const below = { parent_task_id: 'feature_advanced_search_rollout', task_type: 'deployment_stage' };
    await tasks.create({
      ...below,
      task_id: 'internal_testing_stage',
      attributes: { title: 'Internal Testing', stage: 'internal', rollout_percentage: 0 },
    });
    await tasks.create({
      ...below,
      task_id: 'beta_rollout_stage',
      attributes: {
        title: 'Beta User Rollout (10%)',
        stage: 'beta',
        rollout_percentage: 10,
        monitoring_dashboard: 'feature_flag_metrics_beta',
      },
    });
    const { dependencies } = await tasks.manageDependencies({
      task_id: 'beta_rollout_stage',
      dependencies: [
        {
          dependency_task_id: 'internal_testing_stage',
          dependency_type: 'completion',
          description: 'Internal testing must pass before beta rollout',
        },
      ],
    });
    say('dependencies', dependencies);
    await assert.rejects(tasks.execute({ task_id: 'beta_rollout_stage' }), /waits for "internal_testing_stage"/);
    await handIn(tasks, ['internal_testing_stage']);
    await tasks.execute({ task_id: 'beta_rollout_stage' });
    assert.deepEqual(await statusesOf(tasks, { task_type: 'deployment_stage' }), {
      beta_rollout_stage: 'in_progress',
      internal_testing_stage: 'completed',
    });
  },
});
