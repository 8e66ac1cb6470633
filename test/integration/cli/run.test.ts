import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import '../../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { createCli, type Cli } from './cli.js';
import { writeDefinitions } from './definitions.js';

let database: TestDatabase;
let folder: string;
let cli: Cli;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  folder = mkdtempSync(join(tmpdir(), 'taskwright-run-'));
  writeDefinitions(folder);
  cli = createCli({
    cwd: folder,
    env: {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TASKWRIGHT_TASK_QUEUE: folder,
      TASKWRIGHT_UI_URL: 'http://ui.test/',
    },
  });
  await cli.ask('migrate');
});

afterAll(async () => {
  cli.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test('migrating twice is harmless', async () => {
  const { exitCode, stderr } = await cli.ask('migrate');
  expect([exitCode, stderr]).toEqual([0, 'The schema is up to date.\n']);
});

test('a run that nobody can take is started, and that is said', async () => {
  const { exitCode, stdout, stderr } = await cli.ask('run', 'late.yaml', '--detach', '--run-id', 'nobody');
  expect([exitCode, stdout]).toEqual([0, 'nobody\n']);
  expect(stderr).toContain('No worker is there to take it');
});

test('a run prints its output to stdout, and plain words to stderr', async () => {
  const { exitCode, stdout, stderr } = await cli.run('run', 'hello.yaml', '-i', 'name=42', '--run-id', 'plain');
  expect(JSON.parse(stdout)).toEqual({ text: 'Hello 42' });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^hello 1\.0\.0, run plain\nhttp:\/\/ui\.test\/namespaces\/default\/workflows\/plain\//);
  expect(stderr).toMatch(/✔ hello 1\.0\.0 completed in .*\n$/);
  expect(stderr).not.toContain('\u001b');
});

test('run --json prints one object, with exactly the fields that others build on', async () => {
  const result = await cli.run('run', 'hello.yaml', '-i', 'name=Ann', '--run-id', 'shape', '--json');
  const run = result.json();
  const task = {
    taskId: expect.any(String),
    type: null,
    status: 'completed',
    visit: 1,
    attempt: 1,
    reason: null,
    error: null,
    startedAt: TIME,
    endedAt: TIME,
  };
  expect(result.exitCode).toBe(0);
  expect(run).toEqual({
    runId: 'shape',
    temporalRunId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    definition: 'hello',
    version: '1.0.0',
    status: 'completed',
    input: { name: 'Ann' },
    output: { text: 'Hello Ann' },
    error: null,
    startedAt: TIME,
    endedAt: TIME,
    uiUrl: `http://ui.test/namespaces/default/workflows/shape/${run.temporalRunId}`,
    tasks: [
      { ...task, path: '/', kind: 'composite', action: null, output: { text: 'Hello Ann' } },
      { ...task, path: '/greet', kind: 'basic', action: 'transform', output: { text: 'Hello Ann' } },
      { ...task, path: '/rest', kind: 'basic', action: 'noop', output: null },
    ],
  });
  expect((await cli.ask('show', 'shape', '--json')).json()).toEqual(run);
});

test('a failed run ends the command with 1, and says why and where', async () => {
  const result = await cli.run('run', 'broken.yaml', '--json');
  expect(result.exitCode).toBe(1);
  expect(result.json()).toMatchObject({
    status: 'failed',
    output: null,
    error: { code: 'invalid_input', path: '/sum' },
    tasks: [
      { path: '/', status: 'failed' },
      { path: '/sum', status: 'failed' },
      { path: '/rest', status: 'skipped', attempt: 0, startedAt: null, endedAt: null, reason: 'earlier_task_failed' },
    ],
  });
});

test('a root that times out ends the command with 3', async () => {
  const result = await cli.run('run', 'late.yaml', '--json');
  expect(result.json()).toMatchObject({ status: 'timed_out', error: { code: 'timed_out', path: '/' } });
  expect(result.exitCode).toBe(3);
});

test('a run id that is taken is refused with 6', async () => {
  const first = await cli.ask('run', 'hello.yaml', '-i', 'name=a', '--run-id', 'once', '--detach', '--json');
  const second = await cli.ask('run', 'hello.yaml', '-i', 'name=a', '--run-id', 'once', '--detach', '--json');
  expect([first.exitCode, second.exitCode]).toEqual([0, 6]);
  expect(first.json()).toMatchObject({ runId: 'once', status: 'pending', input: { name: 'a' }, tasks: [] });
  expect(second.json()).toMatchObject({ error: { code: 'conflict', path: null } });
});

test('a definition that was pushed is run by its id, and a version is never changed', async () => {
  const pushed = await cli.ask('push', 'hello.yaml', '--json');
  expect(pushed.json()).toEqual([{ id: 'hello', version: '1.0.0', hash: expect.any(String), isNew: true }]);
  expect((await cli.ask('definitions', '--json')).json()).toMatchObject([{ id: 'hello', version: '1.0.0' }]);

  const run = await cli.run('run', 'hello@1.0.0', '-i', 'name=1.0', '--json');
  expect(run.json()).toMatchObject({ status: 'completed', output: { text: 'Hello 1.0' } });
  const unknown = await cli.ask('run', 'hello@9.9.9', '--detach', '--json');
  expect([unknown.exitCode, unknown.json().error.code]).toEqual([6, 'not_found']);
});

test('what a run needs in its input is said before anything starts', async () => {
  const result = await cli.ask('run', 'hello.yaml', '--run-id', 'never', '--json');
  expect(result.exitCode).toBe(2);
  expect(result.json()).toMatchObject({ valid: false, problems: [{ code: 'invalid_input', file: null }] });
  expect((await cli.ask('show', 'never')).exitCode).toBe(6);
});

test('a database that is not there ends a command with 5', async () => {
  const away = createCli({
    cwd: folder,
    env: { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z', TEMPORAL_ADDRESS: inject('temporalAddress') },
  });
  const result = await away.ask('runs', '--json');
  expect([result.exitCode, result.json().error.code]).toEqual([5, 'unavailable']);
});
