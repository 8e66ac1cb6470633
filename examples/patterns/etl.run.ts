import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 6: a pipeline whose stages hand data on through quality gates',
  async play({ tasks, say }) {
    const root = 'pipeline_customer_analytics';
    await tasks.create({
      task_id: root,
      task_type: 'data_pipeline',
      auto_complete: true,
      attributes: {
        title: 'Customer Analytics ETL Pipeline',
        schedule: 'daily_at_2am',
        data_sources: ['orders_db', 'customer_db'],
        compliance_requirements: ['gdpr', 'ccpa'],
      },
    });
    await tasks.create({
      task_id: 'data_extraction_task',
      task_type: 'data_extraction',
      parent_task_id: root,
      attributes: {
        title: 'Extract Customer Data',
        quality_checks: ['row_count_validation', 'schema_validation', 'data_freshness_check'],
      },
      completion_gates: [{ expression: 'row_count > 0' }],
    });
    await tasks.create({
      task_id: 'data_transformation_task',
      task_type: 'data_transformation',
      parent_task_id: root,
      attributes: {
        title: 'Transform Customer Data',
        data_quality_rules: ['completeness > 95%', 'validity > 98%'],
      },
      completion_gates: [{ expression: 'completeness > 95 && validity > 98' }],
    });
    await tasks.manageDependencies({
      task_id: 'data_transformation_task',
      dependencies: [
        {
          dependency_task_id: 'data_extraction_task',
          dependency_type: 'data',
          output: 'row_count',
          description: 'Extraction must complete before transformation',
        },
      ],
    });
    await assert.rejects(handIn(tasks, ['data_extraction_task'], { row_count: 0 }), /row_count > 0 does not hold/);
    await handIn(tasks, ['data_extraction_task'], { row_count: 12_000 });
    await handIn(tasks, ['data_transformation_task'], { completeness: 99.1, validity: 98.6 });
    const statuses = await statusesOf(tasks, {});
    say('statuses', statuses);
    assert.equal(statuses[root], 'completed');
  },
});
