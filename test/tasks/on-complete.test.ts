import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { define } from '../support/engine/define.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf, treeOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('what a task starts when it completes', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  const handIn = (taskId: string, outputs = {}) =>
    tasks.complete({ task_id: taskId, summary: 'Done.', detailed_work: '', next_action: 'complete', outputs });

  const eventsOf = async (taskId: string) => {
    const { events } = await tasks.getEvents({ task_id: taskId });
    return JSON.parse(JSON.stringify(events)).filter(({ event_type }: { event_type: string }) =>
      event_type.startsWith('on_complete'),
    );
  };

  it('is a template, once, with what was handed in', async () => {
    await tasks.create({ task_type: 'epic', task_id: 'epic', title: 'Epic' });
    await tasks.create({
      task_type: 'triage',
      task_id: 'triage',
      parent_task_id: 'epic',
      on_complete: { template: 'bug_fix_v1', parameters: { bug_title: 'Fix ${{ outputs.what }}' } },
    });
    await handIn('triage', { what: 'the {total}' });
    await expect
      .poll(() => eventsOf('triage'), { timeout: 20_000 })
      .toMatchObject([
        {
          event_type: 'on_complete.started',
          actor: 'system',
          new_value: { template: 'bug_fix_v1', run_id: 'triage_next' },
        },
      ]);
    expect(await tasks.get({ task_id: 'triage_next' })).toMatchObject({
      title: 'Fix the {total}',
      parent_task_id: null,
      template_id: 'bug_fix_v1',
    });
    expect(await tasks.get({ task_id: 'triage_next_fix' })).toMatchObject({ status: 'blocked' });
    const { status } = await treeOf(engine, 'triage_next').describe();
    expect(status.name).toBe('RUNNING');
    await handIn('epic');
    await treeOf(engine, 'epic').result();
    expect(await eventsOf('triage')).toHaveLength(1);
  });

  it('is a definition, also of a root, whose run ends with it', async () => {
    const client = engine.client.inWorkspace(engine.taskQueue);
    await client.push(
      define('id: after\ninput: { type: object, required: [n] }\naction: noop\noutputs: { n: "${{ input.n }}" }'),
    );
    const next = { definition: 'after', input: { n: '${{ outputs.n }}' } };
    await tasks.create({ task_type: 'work', task_id: 'first', title: 'First', on_complete: next });
    await handIn('first', { n: 7 });
    await treeOf(engine, 'first').result();
    expect(await client.waitForEnd('first_next')).toMatchObject({ status: 'completed', output: { n: 7 } });
  });

  it('is an event where it cannot be started, and asks for one of the two', async () => {
    const next = { definition: 'nothing-of-this-name' };
    await tasks.create({ task_type: 'work', task_id: 'lost', title: 'Lost', on_complete: next });
    await handIn('lost');
    await treeOf(engine, 'lost').result();
    expect(await eventsOf('lost')).toMatchObject([
      { event_type: 'on_complete.failed', new_value: { code: 'not_found' } },
    ]);
    await expect(tasks.create({ task_type: 'work', title: 'X', on_complete: {} })).rejects.toThrow('one of definition');
  });
});
