import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { importDualModel } from '../../src/tasks/import/import-dual-model.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const OLD_TABLES = `
  create schema old;
  create table old.task_breakdowns (
    parent_task_id varchar(50) primary key, description text, complexity text, context text, created_at timestamp not null
  );
  create table old.subtasks (
    task_id varchar(50) primary key, parent_task_id varchar(50), title text, description text, specialist_type text,
    dependencies text, estimated_effort text, status text, created_at timestamp not null
  );
  insert into old.task_breakdowns values
    ('old_chat', E'Build a chat\\nfor everyone', 'complex', 'web', '2025-01-01'),
    ('old_docs', 'Write the docs', null, null, '2025-01-02');
  insert into old.subtasks values
    ('old_design', 'old_chat', 'Design', 'Draw it', 'architect', '[]', '2 days', 'completed', '2025-01-01'),
    ('old_build', 'old_chat', 'Build', null, 'implementer', '["Design"]', '1 week', 'active', '2025-01-01'),
    ('old_ship', 'old_chat', 'Ship', null, null, '["old_build"]', null, 'pending', '2025-01-01'),
    ('old.dotted', 'old_docs', 'Write', null, 'writer', '["old_ship"]', null, 'completed', '2025-01-02'),
    ('old_odd', 'old_docs', 'Odd', null, null, '["gone"]', null, 'mystery', '2025-01-02'),
    ('old_orphan', 'nowhere', 'Orphan', null, null, null, null, 'pending', '2025-01-02');
`;

describe('an import of the old tables', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
    await engine.store.taskDatabase.pool.query(OLD_TABLES);
  });
  afterAll(() => engine.close());

  const PROBLEMS = [
    { task_id: 'old_orphan', problem: 'Its breakdown "nowhere" is missing.' },
    { task_id: 'old_odd', problem: 'It depends on "gone", which is missing.' },
    { task_id: 'old_odd', problem: 'Its status "mystery" is not known.' },
  ];

  it('makes trees of them, which go on where they stood, and does nothing twice', async () => {
    const source = { databaseUrl: engine.databaseUrl, schema: 'old' };
    const counts = { dry_run: false, breakdowns: 2, subtasks: 6, problems: PROBLEMS };
    expect(await importDualModel(tasks, { ...source, isDryRun: true })).toEqual({
      ...{ ...counts, dry_run: true, created: 7, existing: 0, statuses_set: 0 },
    });
    await expect(tasks.get({ task_id: 'old_chat' })).rejects.toMatchObject({ code: 'not_found' });

    expect(await importDualModel(tasks, source)).toEqual({ ...counts, created: 7, existing: 0, statuses_set: 3 });
    expect(await tasks.get({ task_id: 'old_chat' })).toMatchObject({
      ...{ task_type: 'breakdown', title: 'Build a chat', complexity: 'complex', status: 'in_progress' },
      attributes: { description: 'Build a chat\nfor everyone', context: 'web', imported_id: 'old_chat' },
    });
    expect(await tasks.get({ task_id: 'old_design' })).toMatchObject({
      ...{ status: 'completed', parent_task_id: 'old_chat', specialist_type: 'architect', estimated_effort: '2 days' },
    });
    expect(await tasks.get({ task_id: 'old_build', include_dependencies: true })).toMatchObject({
      status: 'in_progress',
      dependencies: [{ dependency_task_id: 'old_design', satisfied: true }],
    });
    expect(await tasks.get({ task_id: 'old_ship' })).toMatchObject({ status: 'blocked' });
    const { tasks: dotted } = await tasks.query({ attributes: { imported_id: 'old.dotted' } });
    expect(dotted).toMatchObject([{ task_id: expect.stringMatching(/^imported_[0-9a-f]{24}$/), status: 'completed' }]);

    await tasks.complete({ task_id: 'old_build', summary: 'Built.', detailed_work: '', next_action: 'complete' });
    expect(await importDualModel(tasks, source)).toEqual({ ...counts, created: 0, existing: 7, statuses_set: 0 });
    expect(await tasks.get({ task_id: 'old_build' })).toMatchObject({ status: 'completed', summary: 'Built.' });
  });

  it('says where there are none', async () => {
    const nowhere = importDualModel(tasks, { databaseUrl: engine.databaseUrl, schema: 'nowhere' });
    await expect(nowhere).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
