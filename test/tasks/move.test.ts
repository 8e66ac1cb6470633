import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { moveThrough } from '../../src/tasks/settle.js';
import { requireTask } from '../../src/tasks/store/generic-task-rows.js';
import type { TasksContext } from '../../src/tasks/tasks-context.js';
import { changeTree } from '../../src/tasks/tree-change.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { whenBlocked } from '../support/blocked-statements.js';

function toContext(engine: Engine): TasksContext {
  return {
    db: engine.store.taskDatabase,
    trees: { start: async () => null, wake: async () => {} },
    schedules: null,
    workspace: engine.taskQueue,
    actor: { name: 'bob', roles: [] },
    timeScale: 1,
    uiUrl: null,
    filesDir: '',
    folders: { templates: '', specialists: '', taskTypes: '' },
    now: Date.now,
  };
}

describe('moving tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  const complete = (id: string) =>
    tasks.complete({ task_id: id, summary: 'Done.', detailed_work: '', next_action: 'complete' });

  it('begins the containers above what is under way, and completes those that complete by themselves', async () => {
    await tasks.batchCreate({
      tasks: [
        { task_id: 'yard', task_type: 'epic' },
        { task_id: 'shed', task_type: 'group', parent_task_id: 'yard' },
        { task_id: 'shelf', task_type: 'group', parent_task_id: 'shed' },
        { task_id: 'begun', task_type: 'work', parent_task_id: 'yard' },
        { task_id: 'done', task_type: 'work', parent_task_id: 'yard' },
        { task_id: 'tidy', task_type: 'group', parent_task_id: 'yard', auto_complete: true },
      ],
    });
    await tasks.execute({ task_id: 'begun' });
    await complete('done');
    await tasks.move({ task_id: 'begun', new_parent_task_id: 'shelf' });
    expect(await tasks.get({ task_id: 'shelf' })).toMatchObject({ status: 'in_progress', lifecycle_stage: 'active' });
    expect(await tasks.get({ task_id: 'shed' })).toMatchObject({ status: 'in_progress', lifecycle_stage: 'active' });
    await tasks.move({ task_id: 'done', new_parent_task_id: 'tidy' });
    expect(await tasks.get({ task_id: 'tidy' })).toMatchObject({ status: 'completed' });
  });

  it('leaves no writer of the tree it came from beside one of the tree it went to', async () => {
    await tasks.batchCreate({
      tasks: [
        { task_id: 'from', task_type: 'epic' },
        { task_id: 'to', task_type: 'epic', auto_complete: true },
        { task_id: 'moved', task_type: 'work', parent_task_id: 'from' },
        { task_id: 'stays', task_type: 'work', parent_task_id: 'to' },
      ],
    });
    await tasks.move({ task_id: 'moved', new_parent_task_id: 'to' });
    let other: Promise<unknown> = Promise.resolve();
    // Where it stood was read before the move.
    await changeTree(toContext(engine), [`${engine.taskQueue}/from`], async (change) => {
      const moved = await requireTask(change.tx, engine.taskQueue, 'moved');
      await moveThrough(change, moved, ['active', 'completed']);
      other = complete('stays');
      await Promise.race([other, whenBlocked(engine.store.taskDatabase.pool, 1)]);
    });
    await other;
    expect(await tasks.get({ task_id: 'to' })).toMatchObject({ status: 'completed' });
  });
});
