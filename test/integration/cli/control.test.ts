import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import '../../support/provided.js';
import { waitFor } from '../../support/engine/wait-for.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { createCli, type Cli, type RunningCli } from './cli.js';

let database: TestDatabase;
let folder: string;
let cli: Cli;
let worker: RunningCli;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  folder = mkdtempSync(join(tmpdir(), 'taskwright-control-'));
  writeFileSync(
    join(folder, 'steps.yaml'),
    `
id: steps
tasks:
  - { id: one, action: external }
  - { id: two, action: noop }
  - { id: three, action: external }
`,
  );
  cli = createCli({
    cwd: folder,
    env: {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TASKWRIGHT_TASK_QUEUE: folder,
    },
  });
  worker = cli.start('worker');
  await worker.hasSaid('Working on');
});

afterAll(async () => {
  cli.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function show(runId: string) {
  return (await cli.ask('show', runId, '--json')).json();
}

async function waitsFor(runId: string, path: string): Promise<void> {
  await waitFor(`${path} of ${runId} waits`, async () => {
    const { tasks } = await show(runId);
    return (
      tasks.some((task: { path: string; status: string }) => task.path === path && task.status === 'waiting') || null
    );
  });
}

test('a run is paused over the restart of its worker, resumed, retried, and a task of it run again', async () => {
  const runId = 'control-1';
  await cli.ask('run', 'steps.yaml', '--detach', '--run-id', runId);
  await waitsFor(runId, '/one');

  const paused = await cli.ask('pause', runId, '--reason', 'lunch', '--as', 'ann', '--json');
  expect([paused.exitCode, paused.json()]).toEqual([0, { runId }]);
  worker.kill('SIGTERM');
  await worker.ended;
  worker = cli.start('worker');
  await worker.hasSaid('Working on');
  expect((await cli.ask('complete', runId, '/one', '--output', '1')).exitCode).toBe(0);
  expect((await show(runId)).status).toBe('paused');

  expect((await cli.ask('resume', runId)).stderr).toContain(`${runId} goes on.`);
  await waitsFor(runId, '/three');
  expect((await cli.ask('complete', runId, '/three', '--fail', 'broken')).exitCode).toBe(0);
  expect((await cli.ask('watch', runId)).exitCode).toBe(1);

  expect((await cli.ask('pause', runId, '--json')).json()).toMatchObject({ error: { code: 'conflict' } });
  expect((await cli.ask('retry', runId)).exitCode).toBe(0);
  await waitsFor(runId, '/three');
  await cli.ask('complete', runId, '/three', '--output', '3');
  expect((await cli.ask('watch', runId)).exitCode).toBe(0);
  const retry = await cli.ask('retry', runId, '--json');
  expect([retry.exitCode, retry.json().error.code]).toEqual([6, 'conflict']);

  const again = await cli.ask('rerun', runId, '/one', '--json');
  expect([again.exitCode, again.json()]).toEqual([0, { runId, path: '/one' }]);
  await waitsFor(runId, '/one');
  await cli.ask('complete', runId, '/one', '--output', '11');
  await waitsFor(runId, '/three');
  await cli.ask('complete', runId, '/three', '--output', '33');
  expect((await cli.ask('watch', runId)).exitCode).toBe(0);
  const ended = await show(runId);
  expect(ended).toMatchObject({ status: 'completed', output: { one: 11, two: null, three: 33 } });
  expect(ended.tasks.map(({ path, visit }: { path: string; visit: number }) => [path, visit])).toEqual([
    ['/', 1],
    ['/one', 2],
    ['/two', 2],
    ['/three', 3],
  ]);
});

test.each([
  [['pause', 'nobody'], 'not_found'],
  [['retry', 'nobody'], 'not_found'],
  [['rerun', 'control-1', '/nowhere'], 'not_found'],
])('taskwright %s says what is wrong', async (args, code) => {
  const { exitCode, json } = await cli.ask(...args, '--json');
  expect([exitCode, json().error.code]).toEqual([6, code]);
});
