import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toDataDir } from '../../../src/dev/data-dir.js';
import { createCli, type Cli } from './cli.js';
import { writeDefinitions } from './definitions.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let cli: Cli;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-embedded-'));
  writeDefinitions(folder);
  cli = createCli({ cwd: folder, env: {} });
});

afterEach(async () => {
  await cli.ask('down');
  cli.stop();
  const { postgresDir } = toDataDir(join(folder, '.taskwright'));
  if (existsSync(postgresDir)) rmSync(realpathSync(postgresDir), { recursive: true });
  rmSync(folder, { recursive: true });
});

async function readStatus(): Promise<ReturnType<typeof JSON.parse>> {
  return (await cli.ask('status', '--json')).json();
}

test('a run brings servers up and takes them down again, and what it stored stays', async () => {
  const run = await cli.run('run', 'hello.yaml', '-i', 'name=Ann', '--run-id', 'r1', '--json');
  expect([run.exitCode, run.json().output]).toEqual([0, { text: 'Hello Ann' }]);
  expect(await readStatus()).toMatchObject({ running: false, servers: [] });
  expect((await cli.ask('show', 'r1', '--json')).json()).toMatchObject({ runId: 'r1', status: 'completed' });
  expect(await readStatus()).toMatchObject({ running: false, servers: [] });
});

test('an action that nobody has is wrong where this command is all there is', async () => {
  writeFileSync(join(folder, 'typo.yaml'), 'tasks: [{ id: a, action: transfrom, with: {} }]');
  const run = await cli.ask('run', 'typo.yaml', '--json');
  expect([run.exitCode, run.json().valid]).toEqual([2, false]);
});

test('up stays in the background, and its worker carries runs on that were left', async () => {
  const left = cli.start('run', 'release.yaml', '--run-id', 'r1');
  await left.hasSaid('taskwright signal r1 ci-finished');
  left.kill('SIGINT');
  const { exitCode, stderr } = await left.ended;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('pauses until the next "taskwright up"');
  const paused = await cli.ask('watch', 'r1', '--json');
  expect([paused.exitCode, paused.json().error.code]).toEqual([5, 'unavailable']);

  expect((await cli.run('up', '--detach')).exitCode).toBe(0);
  const status = await readStatus();
  expect(status).toMatchObject({ running: true, worker: { pid: expect.any(Number) } });
  expect((await cli.ask('up', '--detach')).stderr).toContain(`runs already (pid ${status.worker.pid})`);

  const watch = cli.start('watch', 'r1');
  expect((await cli.ask('signal', 'r1', 'ci-finished', '--data', '{"ok":true}')).exitCode).toBe(0);
  await watch.hasSaid('taskwright complete r1 /qa');
  watch.kill('SIGINT');
  expect((await watch.ended).exitCode).toBe(130);

  const detached = await cli.ask('run', 'hello.yaml', '-i', 'name=Ann', '--detach', '--json');
  const followed = await cli.ask('watch', detached.json().runId, '--json');
  expect([detached.exitCode, followed.exitCode, followed.json().status]).toEqual([0, 0, 'completed']);

  writeFileSync(join(folder, 'shell.yaml'), 'action: shell\nwith: { command: echo hi }');
  const refused = await cli.run('run', 'shell.yaml', '--json');
  expect([refused.exitCode, refused.json().error.code]).toEqual([1, 'forbidden']);
  // Of all its tries none may reach the worker that would refuse it.
  const allowed = await cli.run('run', 'shell.yaml', '--allow-shell', '--json');
  expect([allowed.exitCode, allowed.json().output.stdout]).toEqual([0, 'hi\n']);

  expect((await cli.ask('down', '--json')).json()).toEqual({ stopped: true });
  expect(await readStatus()).toMatchObject({ running: false, worker: null });
});

test('up in the foreground is ended by down', async () => {
  const up = cli.start('up');
  await up.hasSaid('Stop everything with Ctrl-C');
  const run = await cli.run('run', 'hello.yaml', '-i', 'name=Ann');
  expect([run.exitCode, JSON.parse(run.stdout)]).toEqual([0, { text: 'Hello Ann' }]);
  expect(await readStatus()).toMatchObject({ running: true });
  await cli.ask('down');
  expect((await up.ended).exitCode).toBe(0);
  expect(await readStatus()).toMatchObject({ running: false });
});
