import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TASK_STATUSES } from '../../src/domain/status.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { canStandWith, LIFECYCLE_STAGES, stepsBetween, TRANSITIONS } from '../../src/tasks/model/lifecycle.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('the lifecycle of a task that is kept', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
    await tasks.create({ task_id: 'stages', task_type: 'epic' });
  });
  afterAll(() => engine.close());

  it.each(LIFECYCLE_STAGES)('goes on from %s by legal steps alone, and is the same after any other', async (from) => {
    const idOf = (to: string) => `from_${from}_to_${to}`;
    await tasks.batchCreate({
      tasks: LIFECYCLE_STAGES.map((to) => ({ task_id: idOf(to), task_type: 'story', parent_task_id: 'stages' })),
    });
    const outcomes = await Promise.all(
      LIFECYCLE_STAGES.map(async (to) => {
        const taskId = idOf(to);
        for (const stage of stepsBetween('created', from) ?? [])
          await tasks.manageLifecycle({ task_id: taskId, lifecycle_stage: stage });
        const before = await tasks.get({ task_id: taskId });
        const { total_count: eventsBefore } = await tasks.getEvents({ task_id: taskId });
        const moved = tasks.manageLifecycle({ task_id: taskId, lifecycle_stage: to, reason: 'A test.' });
        const answer = await moved.catch((thrown: unknown) => thrown);
        const after = await tasks.get({ task_id: taskId });
        const { events, total_count: eventsAfter } = await tasks.getEvents({ task_id: taskId });
        const status = TASK_STATUSES.find((one) => one === after['status']);
        const stage = LIFECYCLE_STAGES.find((one) => one === after['lifecycle_stage']);
        expect({ taskId, stands: status && stage && canStandWith(status, stage) }).toEqual({ taskId, stands: true });
        if (!TRANSITIONS[from].includes(to)) {
          const legal = TRANSITIONS[from].join(', ');
          expect(answer).toMatchObject({ code: 'conflict', hint: expect.stringContaining(legal) });
          expect(after).toEqual(before);
          expect(eventsAfter).toBe(eventsBefore);
          return 'refused';
        }
        expect(answer).toMatchObject({ previous_stage: from, current_stage: to, transition_valid: true });
        expect(Array.isArray(events) ? events.at(-1) : null).toEqual({
          event_type: 'lifecycle.changed',
          actor: 'ann',
          previous_value: { lifecycle_stage: from, status: before['status'] },
          new_value: { lifecycle_stage: to, status },
          reason: 'A test.',
          created_at: after['updated_at'],
        });
        return 'moved';
      }),
    );
    expect(outcomes).toEqual(LIFECYCLE_STAGES.map((to) => (TRANSITIONS[from].includes(to) ? 'moved' : 'refused')));
  });
});
