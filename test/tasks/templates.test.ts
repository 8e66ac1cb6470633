import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const REVIEW = `
template_id: review
category: quality
parameters_schema: { type: object, required: [what], properties: { what: { type: string }, by: { type: string } } }
task_structure:
  root_task:
    task_type: review
    title: 'Review {{what}}'
    children:
      - { task_type: read, assignee: '{{by}}' }
      - { task_type: answer, dependencies: [read] }
`;

describe('templates', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  it('are kept, listed, made into tasks and deleted', async () => {
    const made = { template_id: 'review', version: '1.0.0' };
    expect(await tasks.createTemplate({ template: REVIEW })).toMatchObject({
      ...made,
      parameters: [
        { name: 'what', required: true },
        { name: 'by', required: false },
      ],
      tasks: [{ name: 'review' }, { name: 'read', parent: 'review' }, { name: 'answer', dependencies: ['read'] }],
    });
    await expect(tasks.createTemplate({ template: REVIEW })).rejects.toMatchObject({ code: 'conflict' });
    expect(await tasks.createTemplate({ template: REVIEW, overwrite: true })).toMatchObject(made);
    expect(await tasks.listTemplates({ category: 'quality' })).toMatchObject({
      templates: [
        { template_id: 'review', source: 'stored' },
        { template_id: 'testing_strategy_v1', source: 'built_in' },
      ],
    });
    const created = await tasks.createFromTemplate({
      template_id: 'review',
      parameters: { what: 'this' },
      task_id_prefix: 'r1',
    });
    expect(created).toEqual({
      template_id: 'review',
      root_task_id: 'r1_review',
      tasks_created: [
        {
          task_id: 'r1_review',
          task_type: 'review',
          title: 'Review this',
          specialist_type: null,
          parent_task_id: null,
          dependencies: [],
        },
        {
          task_id: 'r1_read',
          task_type: 'read',
          title: 'read',
          specialist_type: null,
          parent_task_id: 'r1_review',
          dependencies: [],
        },
        {
          task_id: 'r1_answer',
          task_type: 'answer',
          title: 'answer',
          specialist_type: null,
          parent_task_id: 'r1_review',
          dependencies: ['r1_read'],
        },
      ],
      parameters_applied: { what: 'this' },
      dry_run: false,
    });
    expect(await tasks.get({ task_id: 'r1_answer' })).toMatchObject({ status: 'blocked', template_id: 'review' });
    await expect(
      tasks.createFromTemplate({ template_id: 'review', parameters: { what: 'x' }, task_id_prefix: 'r1' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await tasks.deleteTemplate({ template_id: 'review' })).toEqual({ template_id: 'review', deleted: true });
    await expect(tasks.getTemplate({ template_id: 'review' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tasks.deleteTemplate({ template_id: 'release_v1' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('store nothing that is wrong, and make nothing in a dry run', async () => {
    const wrong = REVIEW.replace('[read]', '[nobody]').replace('id: review', 'id: wrong');
    await expect(tasks.createTemplate({ template: wrong })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(tasks.getTemplate({ template_id: 'wrong' })).rejects.toMatchObject({ code: 'not_found' });
    const request = { template_id: 'bug_fix_v1', parameters: { bug_title: 'Down' }, task_id_prefix: 'dry' };
    expect(await tasks.createFromTemplate({ ...request, dry_run: true })).toMatchObject({
      root_task_id: 'dry_bug_fix',
    });
    await expect(tasks.get({ task_id: 'dry_bug_fix' })).rejects.toMatchObject({ code: 'not_found' });
    await tasks.create({ task_type: 'x', task_id: 'dry_test', title: 'In the way' });
    await expect(tasks.createFromTemplate(request)).rejects.toMatchObject({ code: 'conflict' });
    await expect(tasks.get({ task_id: 'dry_investigate' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stand below a task that is there, and go on by themselves from one environment to the next', async () => {
    await tasks.create({ task_type: 'epic', task_id: 'epic', title: 'Epic' });
    const parameters = { change_description: 'Upgrade', environments: ['dev', 'prod'] };
    const request = { template_id: 'multi_env_deployment_v1', parent_task_id: 'epic', task_id_prefix: 'up' };
    await tasks.createFromTemplate({ ...request, parameters });
    expect(await tasks.get({ task_id: 'up_deploy_prod' })).toMatchObject({ status: 'blocked' });
    const handIn = (taskId: string) =>
      tasks.complete({ task_id: taskId, summary: 'Done.', detailed_work: '', next_action: 'complete' });
    await expect(handIn('up_pre_deployment_validation_2')).rejects.toMatchObject({ code: 'conflict' });
    for (const step of ['pre_deployment_validation', 'upgrade_execution', 'post_deployment_testing'])
      await handIn(`up_${step}`);
    expect(await tasks.get({ task_id: 'up_deploy_dev' })).toMatchObject({ status: 'completed' });
    expect(await tasks.get({ task_id: 'up_deploy_prod' })).toMatchObject({ status: 'pending' });
  });
});
