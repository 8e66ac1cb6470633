import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf, treeOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('a release with approvals', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  const handIn = (taskId: string) =>
    tasks.complete({ task_id: taskId, summary: 'Done.', detailed_work: `Work on ${taskId}`, next_action: 'complete' });

  it('goes on when its gates are met, and ends its run with its root', async () => {
    await tasks.create({ task_type: 'release', task_id: 'release', attributes: { title: 'Release 1' } });
    const below = { parent_task_id: 'release' };
    await tasks.create({ ...below, task_type: 'specialist_task', task_id: 'qa', title: 'QA' });
    await tasks.create({
      ...below,
      task_type: 'approval_gate',
      task_id: 'product',
      attributes: { title: 'Product', approver_role: 'product_manager' },
    });
    await tasks.create({
      ...below,
      task_type: 'deployment',
      task_id: 'deploy',
      title: 'Deploy',
      dependencies: ['qa', { dependency_task_id: 'product', dependency_type: 'approval' }],
    });
    await expect(handIn('deploy')).rejects.toMatchObject({ code: 'conflict' });
    const done = await handIn('qa');
    expect(done).toMatchObject({
      status: 'completed',
      artifact_count: 1,
      parent_task_progress: { completed: 1, total: 3, percentage: 33.3 },
      next_recommended_task: null,
    });
    await expect(handIn('qa')).rejects.toMatchObject({ code: 'conflict' });
    await expect(tasks.decide({ task_id: 'product', decision: 'approve' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const manager = tasks.as({ name: 'mia', roles: ['product_manager'] });
    expect(await manager.decide({ task_id: 'product', decision: 'approve' })).toMatchObject({ status: 'completed' });
    expect(await tasks.get({ task_id: 'deploy' })).toMatchObject({ status: 'pending' });
    await tasks.execute({ task_id: 'deploy' });
    await handIn('deploy');
    expect(await handIn('release')).toMatchObject({ status: 'completed', lifecycle_stage: 'completed' });
    await treeOf(engine, 'release').result();
    const run = await engine.client.inWorkspace(engine.taskQueue).read('release');
    expect(run).toMatchObject({ status: 'completed', definition: 'release' });
    expect(run.tasks.map(({ path, kind, status }) => [path, kind, status])).toEqual([
      ['/', 'parallel', 'completed'],
      ['/qa', 'basic', 'completed'],
      ['/product', 'wait', 'completed'],
      ['/deploy', 'basic', 'completed'],
    ]);
    const events = await engine.client.inWorkspace(engine.taskQueue).listEvents({ runId: 'release', path: '/product' });
    expect(events.map(({ type }) => type)).toContain('decision.approve');
  });

  it('tells another tree that what it waits for has completed', async () => {
    await tasks.create({ task_type: 'epic', task_id: 'one', title: 'One' });
    await tasks.create({ task_type: 'epic', task_id: 'two', title: 'Two', dependencies: ['one'] });
    expect(await tasks.get({ task_id: 'two' })).toMatchObject({ status: 'blocked' });
    await handIn('one');
    await treeOf(engine, 'one').result();
    await expect.poll(async () => (await tasks.get({ task_id: 'two' }))['status']).toBe('pending');
    await expect(
      tasks.manageDependencies({ task_id: 'one', dependencies: [{ dependency_task_id: 'two' }] }),
    ).rejects.toThrow('cycle');
  });
});
