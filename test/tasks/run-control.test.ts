import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type TaskwrightClient } from '../../src/client/create-client.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { createTreeVerbs } from '../../src/tasks/create-tree-verbs.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('the run of a tree of generic tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  let client: TaskwrightClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
    const { temporal, store, taskQueue } = engine;
    client = createClient({ temporal, store, taskQueue, workspace: taskQueue, trees: createTreeVerbs(tasks) });
  });
  afterAll(() => engine.close());

  const end = (taskId: string, nextAction: 'complete' | 'failed') =>
    tasks.complete({ task_id: taskId, summary: 'So it is.', detailed_work: '', next_action: nextAction });

  it('goes on when it is retried: what has failed is ready again, and what has completed stays', async () => {
    await tasks.create({ task_type: 'epic', task_id: 'control-epic' });
    for (const taskId of ['control-a', 'control-b'])
      await tasks.create({ task_type: 'story', task_id: taskId, parent_task_id: 'control-epic' });
    await expect(client.retry({ runId: 'control-epic', by: 'bob' })).rejects.toMatchObject({ code: 'conflict' });
    await end('control-a', 'complete');
    await end('control-b', 'failed');
    await end('control-epic', 'failed');
    expect((await client.waitForEnd('control-epic')).status).toBe('failed');

    await client.retry({ runId: 'control-epic', by: 'bob', reason: 'mended' });

    const view = await client.read('control-epic');
    expect(view.tasks.map(({ path, status }) => [path, status])).toEqual([
      ['/', 'in_progress'],
      ['/control-a', 'completed'],
      ['/control-b', 'pending'],
    ]);
    expect((await tasks.getEvents({ task_id: 'control-b' }))['events']).toContainEqual(
      expect.objectContaining({ actor: 'bob', reason: 'mended' }),
    );
    await end('control-b', 'complete');
    await end('control-epic', 'complete');
    expect((await client.waitForEnd('control-epic')).status).toBe('completed');
    await expect(client.retry({ runId: 'control-epic', by: 'bob' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not paused, nor is a task of it run again: what to do instead is said', async () => {
    await tasks.create({ task_type: 'epic', task_id: 'control-idle' });
    for (const asked of [
      client.pause({ runId: 'control-idle', by: 'bob' }),
      client.resume({ runId: 'control-idle', by: 'bob' }),
      client.rerun({ runId: 'control-idle', path: '/', by: 'bob' }),
    ]) {
      await expect(asked).rejects.toMatchObject({
        code: 'invalid_input',
        hint: expect.stringContaining('taskwright tasks stage TASK'),
      });
    }
    await tasks.cancel({ task_id: 'control-idle' });
  });
});
