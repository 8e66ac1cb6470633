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

  it('keeps a field in step with the attribute that it was taken from', async () => {
    const attributes = { title: 'First', estimated_effort: '1 day', specialist_type: 'architect' };
    await tasks.create({ task_type: 'work', task_id: 'in_step', title: 'Said', team: 'red', attributes });
    await tasks.create({ task_type: 'work', task_id: 'in_step_2', attributes });
    const changed = { title: 'Second', estimated_effort: '2 days', specialist_type: null, team: 'blue' };
    expect(await tasks.update({ task_id: 'in_step', attributes: changed, specialist_type: 'tester' })).toMatchObject({
      ...{ title: 'Said', estimated_effort: '2 days', specialist_type: 'tester', team: 'red' },
      attributes: { title: 'Second', estimated_effort: '2 days', team: 'blue' },
      changes_applied: expect.arrayContaining(['attributes', 'estimated_effort', 'specialist_type']),
    });
    expect(await tasks.update({ task_id: 'in_step_2', updates: { attributes: changed } })).toMatchObject({
      ...{ title: 'Second', estimated_effort: '2 days', specialist_type: null, team: 'blue' },
    });
    expect(await tasks.update({ task_id: 'in_step_2', attributes: { title: null } })).toMatchObject({
      title: 'Second',
    });
    const { due_date, updated_at } = await tasks.update({ task_id: 'in_step', sla: '4 hours' });
    expect(Date.parse(String(due_date)) - Date.parse(String(updated_at))).toBe(4 * 3_600_000);
    await expect(tasks.update({ task_id: 'in_step', sla: 'soon' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('lets what was checked stand for the gates of that name', async () => {
    const gates = { completion_gates: [{ confirm: 'Backups verified' }], lifecycle_stage: 'active' };
    await tasks.create({ task_type: 'work', task_id: 'checked', ...gates });
    const complete = { task_id: 'checked', lifecycle_stage: 'completed' };
    for (const validation_checks of [undefined, true, ['Something else']])
      await expect(tasks.manageLifecycle({ ...complete, validation_checks })).rejects.toMatchObject({
        code: 'conflict',
      });
    expect(await tasks.manageLifecycle({ ...complete, validation_checks: ['Backups verified'] })).toMatchObject({
      ...{ status: 'completed', prerequisites_met: ['Backups verified'] },
    });
  });

  it('takes a task to the stage that it is made in, by legal steps', async () => {
    const expected = {
      ...{
        draft: 'pending created',
        planned: 'pending planning',
        ready: 'pending ready',
        active: 'in_progress active',
      },
      ...{ blocked: 'blocked blocked', review: 'in_progress review', completed: 'completed completed' },
      ...{ failed: 'failed failed', archived: 'cancelled archived', superseded: 'completed superseded' },
    };
    await tasks.create({ task_type: 'epic', task_id: 'staged' });
    await tasks.create({ task_type: 'work', task_id: 'staged_open', parent_task_id: 'staged' });
    for (const [stage, standing] of Object.entries(expected)) {
      const made = await tasks.create({ task_type: 'work', parent_task_id: 'staged', lifecycle_stage: stage });
      expect([stage, [made['status'], made['lifecycle_stage']].join(' ')]).toEqual([stage, standing]);
    }
    const gated = { task_type: 'work', parent_task_id: 'staged', dependencies: ['staged_open'] };
    for (const [stage, shown] of Object.entries({ planning: 'planning', ready: 'created', active: 'created' })) {
      expect(await tasks.create({ ...gated, lifecycle_stage: stage })).toMatchObject({
        status: 'blocked',
        lifecycle_stage: shown,
      });
    }
    await expect(tasks.create({ ...gated, lifecycle_stage: 'completed' })).rejects.toMatchObject({ code: 'conflict' });
    const held = await tasks.create({ ...gated, task_id: 'staged_held', lifecycle_stage: 'blocked' });
    expect(held).toMatchObject({ status: 'blocked', lifecycle_stage: 'blocked' });
    await tasks.complete({ task_id: 'staged_open', summary: 'S', detailed_work: 'W', next_action: 'complete' });
    expect(await tasks.get({ task_id: 'staged_held' })).toMatchObject({
      status: 'blocked',
      lifecycle_stage: 'blocked',
    });
    const ended = { task_type: 'epic', task_id: 'ended_root', lifecycle_stage: 'completed' };
    const below = { task_type: 'work', parent_task_id: 'ended_root' };
    await expect(tasks.batchCreate({ tasks: [ended, below] })).rejects.toMatchObject({ code: 'conflict' });
    expect(await tasks.create(ended)).toMatchObject({ status: 'completed' });
    await treeOf(engine, 'ended_root').result();
  });
});
