import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectsIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 4: three teams behind one contract',
  async play({ tasks, say }) {
    const teams = [
      { team: 'backend', effort: '3 weeks', extra: { api_endpoints: ['/v1/profile'] } },
      { team: 'frontend', effort: '2 weeks', extra: { ui_components: ['ProfileCard'] } },
      { team: 'mobile', effort: '2.5 weeks', extra: { platforms: ['ios', 'android'] } },
    ];
    await tasks.batchCreate({
      tasks: [
        {
          task_id: 'epic_profile',
          task_type: 'epic',
          attributes: {
            title: 'Profiles',
            teams_involved: ['frontend', 'backend', 'mobile', 'qa'],
            coordination_required: true,
            estimated_duration: '8 weeks',
          },
        },
        ...teams.map(({ team, effort, extra }) => ({
          task_id: `${team}_profile`,
          task_type: 'feature',
          parent_task_id: 'epic_profile',
          attributes: { title: `${team}: Profiles`, assigned_team: team, estimated_effort: effort, ...extra },
          dependencies: [
            {
              dependency_task_id: 'api_contract_profile',
              description: 'API contract must be defined before team implementation',
            },
          ],
        })),
        {
          task_id: 'api_contract_profile',
          task_type: 'specialist_task',
          parent_task_id: 'epic_profile',
          attributes: { title: 'Define API Contract', specialist_type: 'architect', estimated_effort: '1 week' },
        },
        {
          task_id: 'integration_testing_profile',
          task_type: 'specialist_task',
          parent_task_id: 'epic_profile',
          attributes: { title: 'Integration Testing', specialist_type: 'tester', estimated_effort: '1 week' },
          dependencies: teams.map(({ team }) => `${team}_profile`),
        },
      ],
    });
    const { critical_path: path, estimated_time_savings: savings } = await tasks.analyzeDependencies({
      root_task_id: 'epic_profile',
    });
    say('critical path', path);
    assert.deepEqual(
      objectsIn(path).map((one) => one['task_id']),
      ['api_contract_profile', 'backend_profile', 'integration_testing_profile'],
    );
    assert.equal(savings, 180, 'two weeks of the one and two and a half of the other team');
    await handIn(tasks, ['api_contract_profile', 'mobile_profile', 'backend_profile']);
    assert.equal((await statusesOf(tasks, {}))['integration_testing_profile'], 'blocked');
    await handIn(tasks, ['frontend_profile', 'integration_testing_profile', 'epic_profile']);
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
