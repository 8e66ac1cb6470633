import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('a task that many wait for', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  it('lifts those that wait for nothing else, and says so of each', async () => {
    const below = { parent_task_id: 'many', task_type: 'story' };
    const first = { ...below, dependencies: ['many_first'] };
    await tasks.batchCreate({
      tasks: [
        { task_id: 'many', task_type: 'epic' },
        { ...below, task_id: 'many_first' },
        {
          ...below,
          task_id: 'many_other',
          dependencies: [{ dependency_task_id: 'many_d', dependency_type: 'blocks' }],
        },
        { ...first, task_id: 'many_a' },
        { ...first, task_id: 'many_b', lifecycle_stage: 'planning' },
        { ...first, task_id: 'many_c', task_type: 'approval_gate' },
        { ...first, task_id: 'many_d' },
      ],
    });
    await tasks.manageLifecycle({ task_id: 'many_a', lifecycle_stage: 'planning' });
    await tasks.manageLifecycle({ task_id: 'many_a', lifecycle_stage: 'blocked', reason: 'Not now.' });
    await tasks.complete({ task_id: 'many_first', summary: 'Done.', detailed_work: '', next_action: 'complete' });
    const statuses = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (one) => (await tasks.get({ task_id: `many_${one}` }))['status']),
    );
    expect(statuses).toEqual(['blocked', 'pending', 'waiting', 'blocked']);
    const { events } = await tasks.getEvents({ task_id: 'many_b' });
    expect(Array.isArray(events) ? events.at(-1) : null).toMatchObject({
      event_type: 'status.changed',
      previous_value: { status: 'blocked' },
      new_value: { status: 'pending' },
      reason: 'Its dependencies are met.',
    });
  });

  it('blocks a task of the same request that another one is said to block', async () => {
    const below = { parent_task_id: 'ahead', task_type: 'story' };
    const { tasks: made } = await tasks.batchCreate({
      tasks: [
        { task_id: 'ahead', task_type: 'epic' },
        { ...below, task_id: 'ahead_a', dependencies: [{ dependency_task_id: 'ahead_b', dependency_type: 'blocks' }] },
        { ...below, task_id: 'ahead_b' },
      ],
    });
    expect(made).toMatchObject([{}, { status: 'pending' }, { task_id: 'ahead_b', status: 'blocked' }]);
  });
});
