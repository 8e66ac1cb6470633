import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('analysing a tree of tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
    const below = { parent_task_id: 'chat', task_type: 'specialist_task' };
    await tasks.batchCreate({
      tasks: [
        { task_id: 'chat', task_type: 'epic' },
        { ...below, task_id: 'chat_design', estimated_effort: '3 days' },
        { ...below, task_id: 'chat_server', estimated_effort: '1 week', dependencies: ['chat_design'] },
        { ...below, task_id: 'chat_storage', estimated_effort: '4 days', dependencies: ['chat_design'] },
        { ...below, task_id: 'chat_test', estimated_effort: 'a while', dependencies: ['chat_server', 'chat_storage'] },
      ],
    });
  });
  afterAll(() => engine.close());

  it('regroups what may run side by side, and the tree still ends', async () => {
    const report = await tasks.analyzeDependencies({ root_task_id: 'chat', optimize: true, format: 'mermaid' });
    expect(report).toEqual({
      root_task_id: 'chat',
      critical_path: [
        { task_id: 'chat_design', title: 'specialist_task', effort_hours: 24 },
        { task_id: 'chat_server', title: 'specialist_task', effort_hours: 40 },
        { task_id: 'chat_test', title: 'specialist_task', effort_hours: 0 },
      ],
      bottlenecks: [{ task_id: 'chat_design', title: 'specialist_task', dependent_count: 3, effort_hours: 24 }],
      parallel_groups: [['chat_server', 'chat_storage']],
      execution_order: [['chat_design'], ['chat_server', 'chat_storage'], ['chat_test']],
      estimated_hours: { sequential: 96, parallel: 64 },
      estimated_time_savings: 32,
      ...{ total_tasks: 4, sequential_tasks: 2, parallel_tasks: 2 },
      unparsed_efforts: [{ task_id: 'chat_test', estimated_effort: 'a while' }],
      plan: {
        ...{ applied: false, original_tasks: 4, optimized_tasks: 3, parallel_groups: 1, estimated_time_savings: 32 },
        groups: [
          {
            ...{ task_id: null, parent_task_id: 'chat', parallel_tasks: ['chat_server', 'chat_storage'] },
            estimated_time_savings: 32,
          },
        ],
      },
      format: 'mermaid',
      diagram: expect.stringContaining('flowchart TD'),
    });

    const applied = await tasks.analyzeDependencies({ root_task_id: 'chat', apply: true });
    expect(applied).toMatchObject({ plan: { applied: true, groups: [{ task_id: expect.any(String) }] } });
    const { tasks: found } = await tasks.query({ task_type: 'parallel_execution', include_children: true });
    expect(found).toMatchObject([
      {
        kind: 'parallel',
        parent_task_id: 'chat',
        attributes: {
          title: 'Parallel Execution Group',
          parallel_tasks: ['chat_server', 'chat_storage'],
          execution_strategy: 'parallel',
          estimated_time_savings: 32,
        },
        children: [
          { task_id: 'chat_server', status: 'blocked' },
          { task_id: 'chat_storage', status: 'blocked' },
        ],
      },
    ]);
    const again = await tasks.analyzeDependencies({ root_task_id: 'chat', apply: true });
    expect(again).toMatchObject({ plan: { applied: false, groups: [] } });

    const handIn = (taskId: string) =>
      tasks.complete({ task_id: taskId, summary: 'Done.', detailed_work: '', next_action: 'complete' });
    await expect(handIn('chat_server')).rejects.toMatchObject({ code: 'conflict' });
    for (const taskId of ['chat_design', 'chat_server', 'chat_storage', 'chat_test']) await handIn(taskId);
    expect(await tasks.query({ task_type: 'parallel_execution' })).toMatchObject({ tasks: [{ status: 'completed' }] });
    expect(await handIn('chat')).toMatchObject({ status: 'completed' });
  });
});
