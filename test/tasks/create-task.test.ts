import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf, treeOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';

describe('creating tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  it('starts a run called after a root, with a child that waits for another', async () => {
    const root = await tasks.create({ task_type: 'epic', attributes: { title: 'Chat' }, task_id: 'epic_chat' });
    expect(root).toMatchObject({ task_id: 'epic_chat', run_id: 'epic_chat', title: 'Chat', status: 'pending' });
    await tasks.create({ task_type: 'design', parent_task_id: 'epic_chat', task_id: 'design', title: 'Design' });
    const build = await tasks.create({
      task_type: 'build',
      parent_task_id: 'epic_chat',
      task_id: 'build',
      title: 'Build',
      dependencies: ['design'],
    });
    expect(build).toMatchObject({ status: 'blocked', lifecycle_stage: 'created', hierarchy_path: '/epic_chat/build' });
    await expect(tasks.execute({ task_id: 'build' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await tasks.execute({ task_id: 'design' })).toMatchObject({ status: 'in_progress', assignee: 'ann' });
    expect(await tasks.get({ task_id: 'epic_chat', include_children: true })).toMatchObject({ status: 'in_progress' });
    const { status } = await treeOf(engine, 'epic_chat').describe();
    expect(status.name).toBe('RUNNING');
  });
});
