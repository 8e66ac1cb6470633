import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 5: phases of testing, each behind the one before',
  async play({ tasks, say }) {
    const root = 'testing_payment_processing';
    await tasks.create({
      task_id: root,
      task_type: 'testing_epic',
      attributes: {
        title: 'Payment Processing Feature Testing',
        feature_under_test: 'payment_processing_v2',
        compliance_testing: ['pci_dss', 'sox_compliance'],
        performance_targets: { response_time: '< 500ms', throughput: '> 1000 tps', availability: '99.99%' },
      },
    });
    await tasks.create({
      task_id: 'unit_testing_phase',
      task_type: 'testing_phase',
      parent_task_id: root,
      attributes: { title: 'Unit Testing Phase', coverage_target: '90%', test_frameworks: ['jest', 'pytest'] },
      completion_gates: [{ expression: 'coverage >= 90' }],
    });
    await tasks.create({
      task_id: 'integration_testing_phase',
      task_type: 'testing_phase',
      parent_task_id: root,
      attributes: { title: 'Integration Testing Phase' },
    });
    await tasks.manageDependencies({
      task_id: 'integration_testing_phase',
      dependencies: [
        {
          dependency_task_id: 'unit_testing_phase',
          dependency_type: 'completion',
          description: 'Unit tests must pass before integration testing',
        },
      ],
    });
    await assert.rejects(handIn(tasks, ['unit_testing_phase'], { coverage: 72 }), /coverage >= 90 does not hold/);
    assert.equal((await statusesOf(tasks, {}))['integration_testing_phase'], 'blocked');
    await handIn(tasks, ['unit_testing_phase'], { coverage: 93 });
    await handIn(tasks, ['integration_testing_phase', root]);
    const { metrics } = await tasks.synthesizeResults({ parent_task_id: root });
    say('metrics', metrics);
    assert.equal(objectIn(metrics)['success_rate'], 100);
  },
});
