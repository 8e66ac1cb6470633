import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('an overview of tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    tasks = tasksOf(engine);
  });
  afterAll(() => engine.close());

  const finish = (taskId: string, nextAction = 'complete') =>
    tasks.complete({ task_id: taskId, summary: `${taskId} ended.`, detailed_work: taskId, next_action: nextAction });

  it('changes many at once, and says which it could not change', async () => {
    const below = { parent_task_id: 'bulk', task_type: 'bulk_part' };
    await tasks.batchCreate({
      tasks: [
        { task_id: 'bulk', task_type: 'epic' },
        { ...below, task_id: 'bulk_a', attributes: { a: 1 } },
        { ...below, task_id: 'bulk_b', dependencies: ['bulk_a'] },
      ],
    });
    const request = { filters: { task_type: 'bulk_part' }, updates: { attributes: { b: 2 }, status: 'completed' } };
    const failures = [
      { task_id: 'bulk_b', code: 'conflict', message: expect.stringContaining('it waits for "bulk_a"') },
    ];
    expect(await tasks.bulkUpdate({ ...request, dry_run: true })).toEqual({
      ...{ updated_count: 1, task_ids: ['bulk_a'], failures, dry_run: true },
    });
    expect(await tasks.get({ task_id: 'bulk_a' })).toMatchObject({ status: 'pending', attributes: { a: 1 } });
    const ids = ['bulk_b', 'bulk_a', 'bulk_nowhere'];
    expect(await tasks.bulkUpdate({ updates: request.updates, task_ids: ids, update_reason: 'Done.' })).toEqual({
      updated_count: 1,
      task_ids: ['bulk_a'],
      failures: [
        ...failures,
        { task_id: 'bulk_nowhere', code: 'not_found', message: 'There is no task "bulk_nowhere".' },
      ],
      dry_run: false,
    });
    expect(await tasks.get({ task_id: 'bulk_a' })).toMatchObject({ status: 'completed', attributes: { a: 1, b: 2 } });
    expect(await tasks.get({ task_id: 'bulk_b' })).toMatchObject({ status: 'pending', attributes: {} });
    for (const wrong of [
      { updates: { team: 'x' } },
      { updates: { team: 'x' }, filters: {} },
      { updates: {}, task_ids: ['bulk_a'] },
      { updates: { team: 'x' }, task_ids: ['bulk_a'], filters: { status: 'pending' } },
    ])
      await expect(tasks.bulkUpdate(wrong)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('measures what was done, also by group', async () => {
    const below = { parent_task_id: 'measured', estimated_effort: '4 hours' };
    await tasks.batchCreate({
      tasks: [
        { task_id: 'measured', task_type: 'measured_epic' },
        { ...below, task_id: 'measured_a', task_type: 'measured', team: 'a', attributes: { actual_effort: '2h' } },
        { ...below, task_id: 'measured_b', task_type: 'measured', team: 'b', attributes: { actual_effort: '4h' } },
        { ...below, task_id: 'measured_c', task_type: 'measured', team: 'b' },
      ],
    });
    await finish('measured_a');
    await finish('measured_b');
    expect(await tasks.getMetrics({ task_type: 'measured', group_by: 'team' })).toEqual({
      count: 3,
      completed: 2,
      velocity: 14,
      completion_rate: 66.7,
      cycle_time: 0,
      effort_accuracy: 75,
      groups: [
        { key: 'a', count: 1, completed: 1, velocity: 7, completion_rate: 100, cycle_time: 0, effort_accuracy: 50 },
        { key: 'b', count: 2, completed: 1, velocity: 7, completion_rate: 50, cycle_time: 0, effort_accuracy: 100 },
      ],
    });
    const today = new Date().toISOString().slice(0, 10);
    expect(
      await tasks.getMetrics({ task_type: 'measured', date_range: { end: today }, group_by: 'day' }),
    ).toMatchObject({
      groups: [{ key: today, count: 3 }],
    });
    expect(await tasks.getMetrics({ task_type: 'measured', date_range: { end: '2020-01-01' } })).toMatchObject({
      ...{ count: 0, velocity: 0, completion_rate: null, cycle_time: null, effort_accuracy: null, groups: [] },
    });
  });

  it('says what runs and trees wait for', async () => {
    const { runId } = await engine.start('{ id: approval, kind: wait, title: Go, approval: { roles: [cto] } }');
    await engine.taskWith(runId, '/', 'waiting');
    await tasks.create({ task_id: 'gated', task_type: 'approval_gate', attributes: { approver_role: 'cfo' } });
    const { waiting_runs: waiting } = await tasks.getStatus({});
    expect(waiting).toEqual([
      {
        ...{ run_id: runId, definition: 'approval', ui_url: null },
        waiting_for: [
          {
            ...{ path: '/', kind: 'approval', title: 'Go', since: expect.any(String), deadline: null },
            who_is_needed: expect.stringContaining('cto'),
            ...{ decisions: [], delegations: [] },
          },
        ],
      },
      {
        ...{ run_id: 'gated', definition: 'approval_gate', ui_url: null },
        waiting_for: [
          {
            ...{ path: '/gated', task_id: 'gated', kind: 'approval', title: 'approval_gate' },
            ...{ since: expect.any(String), deadline: null, who_is_needed: expect.stringContaining('cfo') },
            ...{ decisions: [], delegations: [] },
          },
        ],
      },
    ]);
  });

  it('puts together what came of the tasks below one', async () => {
    await tasks.plan({
      task_id: 'joined',
      description: 'Search',
      subtasks_json: [
        { task_id: 'joined_index', title: 'Index', description: 'Build it', specialist_type: 'implementer' },
        { task_id: 'joined_page', title: 'Page', description: 'Show it' },
        { task_id: 'joined_docs', title: 'Docs', description: 'Write them' },
      ],
    });
    await finish('joined_index');
    await finish('joined_page', 'failed');
    expect(await tasks.synthesizeResults({ parent_task_id: 'joined' })).toMatchObject({
      metrics: {
        ...{ total_subtasks: 3, completed_count: 1, failed_count: 1, open_count: 1 },
        ...{ success_rate: 50, completion_percentage: 33.3 },
      },
      key_outcomes: [{ task_id: 'joined_index', specialist_type: 'implementer', summary: 'joined_index ended.' }],
      artifacts_collected: [
        { task_id: 'joined_index', task_title: 'Index', type: 'general', size: 12 },
        { task_id: 'joined_page', task_title: 'Page', type: 'general', size: 11 },
      ],
      failed_subtasks_summary: [{ task_id: 'joined_page', error: { message: 'joined_page ended.' } }],
      timeline: { started_at: expect.any(String), completed_at: null, entries: [{}, {}] },
    });
  });

  it('finds tasks that newer ones seem to replace', async () => {
    const below = { parent_task_id: 'twins', task_type: 'story' };
    await tasks.batchCreate({ tasks: [{ task_id: 'twins', task_type: 'epic', title: 'Accounts' }] });
    await tasks.create({ ...below, task_id: 'twins_old', title: 'Reset the password by mail' });
    await tasks.create({ ...below, task_id: 'twins_other', title: 'Release 1.2 of the mail server' });
    await tasks.create({ ...below, task_id: 'twins_next', title: 'Release 1.3 of the mail server' });
    await tasks.create({ ...below, task_id: 'twins_new', title: 'Reset the password by e-mail' });
    const found = await tasks.detectSuperseded({ root_task_id: 'twins' });
    expect(found).toEqual({
      candidates: [
        {
          older: expect.objectContaining({ task_id: 'twins_old', status: 'pending' }),
          newer: expect.objectContaining({ task_id: 'twins_new', title: 'Reset the password by e-mail' }),
          similarity: 0.93,
          reasons: ['Their titles are alike.', 'Both are of the type story.', 'They have the same parent.'],
        },
      ],
      compared_tasks: 5,
    });
    expect(await tasks.detectSuperseded({ root_task_id: 'twins', minimum_age: '2 days' })).toMatchObject({
      candidates: [],
    });
  });
});
