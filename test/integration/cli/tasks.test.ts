import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import '../../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { createCli, type Cli } from './cli.js';

let database: TestDatabase;
let folder: string;
let cli: Cli;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  folder = mkdtempSync(join(tmpdir(), 'taskwright-tasks-'));
  cli = createCli({
    cwd: folder,
    env: {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TASKWRIGHT_TASK_QUEUE: folder,
    },
  });
  await cli.ask('migrate');
});

afterAll(async () => {
  cli.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const REVIEW = `
template_id: review
parameters_schema: { type: object, required: [what], properties: { what: { type: string }, rounds: { type: array, default: [1] } } }
task_structure:
  root_task:
    task_type: review
    title: 'Review {{what}}'
    children:
      - { task_type: round, title: 'Round {n}', repeat: { for_each: rounds, as: n, chain: true } }
`;

test('tasks are made, linked, claimed, handed in, decided and moved', async () => {
  const made = await cli.ask(
    'tasks',
    'create',
    'epic',
    '--id',
    'e1',
    '--title',
    'Epic',
    '-a',
    'size=3',
    '-a',
    'for=us',
  );
  expect([made.exitCode, made.stdout]).toEqual([0, 'e1\n']);
  await cli.ask(
    'tasks',
    'create',
    'design',
    '--id',
    'd1',
    '--parent',
    'e1',
    '--title',
    'Design',
    '--specialist',
    'architect',
  );
  await cli.ask('tasks', 'create', 'approval_gate', '--id', 'g1', '--parent', 'e1', '-a', 'approver_role=boss');
  await cli.ask('tasks', 'create', 'build', '--id', 'b1', '--parent', 'e1', '--needs', 'd1');
  const depends = await cli.ask('tasks', 'depend', 'b1', 'g1', '--type', 'approval', '--json');
  expect(depends.json()).toMatchObject({ dependencies: [{ dependency_task_id: 'd1' }, { dependency_task_id: 'g1' }] });

  const early = await cli.ask('tasks', 'execute', 'b1');
  expect([early.exitCode, early.stdout]).toEqual([6, '']);
  expect(early.stderr).toContain('it waits for "d1"');
  const claimed = await cli.ask('tasks', 'execute', 'd1', '--as', 'ann');
  expect(claimed.stdout).toContain('You work as Software architect.');
  writeFileSync(join(folder, 'work.md'), '# The design\n');
  writeFileSync(join(folder, 'notes.txt'), 'Notes of this machine');
  const work = ['tasks', 'complete', 'd1', '--work-file', 'work.md', '-o', 'pages=2', '--as', 'ann'];
  const unread = await cli.ask(...work, '--file', 'notes.txt', '--file', 'missing.txt');
  expect([unread.exitCode, unread.stderr]).toEqual([
    2,
    'error: The file missing.txt cannot be read. (invalid_input)\n',
  ]);
  expect((await cli.ask('tasks', 'artifacts', 'd1', '--json')).json()).toMatchObject({ total_count: 0 });
  const done = await cli.ask(...work, '--file', 'notes.txt');
  expect([done.exitCode, done.stderr]).toEqual([0, 'd1 is completed (completed).\n']);
  const { artifacts } = (await cli.ask('tasks', 'artifacts', 'd1', '--json')).json();
  const notes = artifacts.find((one: { name: string }) => one.name === 'notes.txt');
  expect((await cli.ask('tasks', 'artifact', notes.artifact_id)).stdout).toBe('Notes of this machine\n');
  const artifact = artifacts.find((one: { name: string }) => one.name === 'detailed_work');
  expect((await cli.ask('tasks', 'artifact', artifact.artifact_id)).stdout).toBe('# The design\n\n');

  const decided = await cli.ask('tasks', 'decide', 'g1', 'approve', '--as', 'bo', '--role', 'boss');
  expect([decided.exitCode, decided.stderr]).toEqual([0, 'g1 is completed.\n']);
  expect((await cli.ask('tasks', 'move', 'b1', 'd1')).exitCode).toBe(6);
  await cli.ask('tasks', 'create', 'phase', '--id', 'p1', '--parent', 'e1', '--title', 'Phase');
  expect((await cli.ask('tasks', 'move', 'b1', 'p1')).stderr).toBe('b1 stands at /e1/p1/b1 now.\n');
  const staged = await cli.ask('tasks', 'stage', 'b1', 'active', '--reason', 'Now.');
  expect(staged.stderr).toBe('created → active\n');

  expect((await cli.ask('tasks', 'tree', 'e1')).stdout.split('\n')).toEqual([
    'Epic (epic, e1): in_progress',
    '  Design (design, d1): completed',
    '  approval_gate (approval_gate, g1): completed',
    '  Phase (phase, p1): in_progress',
    '    build (build, b1): in_progress',
    '',
  ]);
  expect((await cli.ask('tasks', 'show', 'e1', '--json')).json()).toMatchObject({ attributes: { size: 3, for: 'us' } });
  const listed = await cli.ask('tasks', 'list', '--status', 'completed', '--json');
  expect(listed.json()).toMatchObject({ total_count: 2 });
  expect((await cli.ask('tasks', 'list', '--type', 'build')).stdout).toContain('b1  build  in_progress  active');
});

test('trees are made of the old tables', async () => {
  await database.query(`
    create schema old;
    create table old.task_breakdowns (parent_task_id text, description text, complexity text, context text, created_at timestamp);
    create table old.subtasks (task_id text, parent_task_id text, title text, description text, specialist_type text,
      dependencies text, estimated_effort text, status text, created_at timestamp);
    insert into old.task_breakdowns values ('old_b', 'Build it', 'simple', null, '2025-01-01');
    insert into old.subtasks values ('old_s', 'old_b', 'Design', 'Draw', 'architect', '[]', '1 day', 'completed', '2025-01-01'),
      ('old_t', 'old_b', 'Build', null, null, '["old_s"]', null, 'pending', '2025-01-01');
  `);
  const importing = ['tasks', 'import', database.url, '--schema', 'old'];
  const dry = await cli.ask(...importing, '--dry-run');
  expect([dry.exitCode, dry.stderr]).toEqual([
    0,
    'Found 1 breakdowns with 2 subtasks.\nWould make 3 tasks; 0 were there already.\n',
  ]);
  expect((await cli.ask('tasks', 'show', 'old_b')).exitCode).toBe(6);
  expect((await cli.ask(...importing, '--json')).json()).toMatchObject({ created: 3, statuses_set: 1, problems: [] });
  expect((await cli.ask('tasks', 'tree', 'old_b')).stdout).toBe(
    'Build it (breakdown, old_b): in_progress\n  Design (specialist_task, old_s): completed\n  Build (specialist_task, old_t): pending\n',
  );
  await database.query(
    `insert into old.subtasks values ('old_u', 'gone', 'Lost', null, null, null, null, 'pending', '2025-01-01')`,
  );
  const incomplete = await cli.ask(...importing);
  expect([incomplete.exitCode, incomplete.stderr]).toEqual([
    1,
    expect.stringContaining('old_u: Its breakdown "gone" is missing.'),
  ]);
  const nowhere = await cli.ask('tasks', 'import', database.url, '--schema', 'nowhere');
  expect(nowhere.exitCode).toBe(2);
});

test('templates are kept, shown and made into tasks', async () => {
  writeFileSync(join(folder, 'review.yaml'), REVIEW);
  expect((await cli.ask('templates', 'push', 'review.yaml')).stderr).toBe('Kept review 1.0.0.\n');
  expect((await cli.ask('templates', 'push', 'review.yaml')).exitCode).toBe(6);
  expect((await cli.ask('templates', 'show', 'review')).stdout).toContain('what    string  true');
  const wrong = await cli.ask('tasks', 'template', 'review', '-p', 'what=it', '-p', 'rounds=1');
  expect([wrong.exitCode, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toContain('"rounds" must be array');
  const right = ['tasks', 'template', 'review', '-p', 'what=1.0', '-p', 'rounds=[1,2]', '--prefix', 'r', '--json'];
  expect((await cli.ask(...right)).json()).toMatchObject({
    root_task_id: 'r_review',
    tasks_created: [{ title: 'Review 1.0' }, { title: 'Round 1' }, { title: 'Round 2', dependencies: ['r_round'] }],
  });
  expect((await cli.ask('templates', 'delete', 'review')).stderr).toBe('Deleted review.\n');
  expect((await cli.ask('templates', 'list')).stdout).toContain('multi_env_deployment_v1');
});
