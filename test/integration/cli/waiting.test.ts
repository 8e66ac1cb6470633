import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import '../../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { createCli, type Cli, type RunningCli } from './cli.js';
import { writeDefinitions } from './definitions.js';

let database: TestDatabase;
let folder: string;
let cli: Cli;
let worker: RunningCli;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  folder = mkdtempSync(join(tmpdir(), 'taskwright-waiting-'));
  writeDefinitions(folder);
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

/** Starts a run of `release.yaml`, and follows it. */
async function startRelease(runId: string): Promise<RunningCli> {
  const { exitCode, stdout } = await cli.ask('run', 'release.yaml', '--detach', '--run-id', runId);
  expect([exitCode, stdout]).toEqual([0, `${runId}\n`]);
  const watch = cli.start('watch', runId, '--json');
  await watch.hasSaid(`taskwright signal ${runId} ci-finished`);
  return watch;
}

test('a run is carried to its end by signal, result and approval', async () => {
  const watch = await startRelease('r1');

  const ignored = await cli.ask('signal', 'r1', 'ci-finished', '--data', '{ "ok": false }', '--json');
  expect([ignored.exitCode, ignored.json()]).toEqual([0, { reached: 1, deliveryId: expect.any(String) }]);
  expect((await cli.ask('signal', '--correlation', 'pr-7', 'ci-finished', '--data', '{ "ok": true }')).exitCode).toBe(
    0,
  );
  await watch.hasSaid('taskwright complete r1 /qa');

  expect((await cli.ask('approve', 'r1', '/approve', '--role', 'pm')).exitCode).toBe(6);
  const completed = await cli.ask('complete', 'r1', '/qa', '--output', '{ "passed": 12 }', '--as', 'tess', '--json');
  expect([completed.exitCode, completed.json()]).toMatchObject([0, { path: '/qa', result: 'completed', by: 'tess' }]);
  await watch.hasSaid('taskwright approve r1 /approve --role pm');

  const stranger = await cli.ask('approve', 'r1', '/approve', '--as', 'bob', '--json');
  expect([stranger.exitCode, stranger.json().error.code]).toEqual([6, 'forbidden']);
  expect((await cli.ask('approve', 'r1', '/approve', '--as', 'ann', '--role', 'pm', '--comment', 'ok')).exitCode).toBe(
    0,
  );

  const ended = await watch.ended;
  expect(ended.exitCode).toBe(0);
  expect(ended.json()).toMatchObject({ status: 'completed', output: { qa: { passed: 12 }, by: 'ann' } });
  for (const late of [
    ['approve', 'r1', '/approve', '--role', 'pm'],
    ['signal', 'r1', 'ci-finished'],
    ['complete', 'r1', '/qa'],
    ['cancel', 'r1'],
    ['terminate', 'r1'],
  ]) {
    const refused = await cli.ask(...late, '--json');
    expect([late[0], refused.exitCode, refused.json().error.code]).toEqual([late[0], 6, 'conflict']);
  }
});

test('a run that is cancelled ends whoever follows it with 4', async () => {
  const watch = await startRelease('r2');
  expect((await cli.ask('cancel', 'r2', '--reason', 'wrong branch', '--as', 'ann')).exitCode).toBe(0);
  const { exitCode, json } = await watch.ended;
  expect([exitCode, json().status]).toEqual([4, 'cancelled']);
  const events = (await cli.ask('events', 'r2', '--json')).json();
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'run.cancel_requested', actor: 'ann', reason: 'wrong branch' }),
  );
});

test('a run that is terminated ends at once', async () => {
  const watch = await startRelease('r3');
  expect((await cli.ask('terminate', 'r3')).exitCode).toBe(0);
  const { exitCode, json } = await watch.ended;
  expect([exitCode, json().status, json().error.code]).toEqual([4, 'terminated', 'terminated']);
});

test('a worker that is told to stop ends in order', async () => {
  worker.kill('SIGTERM');
  const { exitCode } = await worker.ended;
  worker = cli.start('worker');
  await worker.hasSaid('Working on');
  expect(exitCode).toBe(0);
});

test('Ctrl-C leaves a run as it is, and says how to go on', async () => {
  const run = cli.start('run', 'release.yaml', '--run-id', 'r4', '--json');
  await run.hasSaid('taskwright signal r4 ci-finished');
  run.kill('SIGINT');
  const { exitCode, stderr, json } = await run.ended;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('taskwright watch r4');
  expect(json()).toMatchObject({ runId: 'r4', status: 'in_progress', endedAt: null });
  expect((await cli.ask('show', 'r4', '--json')).json().tasks[1]).toMatchObject({ path: '/ci', status: 'waiting' });
});

test('what does not exist is not found', async () => {
  await startRelease('r5').then((watch) => watch.kill('SIGINT'));
  for (const [command, ...args] of [
    ['show', 'nope'],
    ['events', 'nope'],
    ['events', 'r5', '/nope'],
    ['watch', 'nope'],
    ['signal', 'nope', 'go'],
    ['signal', 'r5', 'go', '--task', '/nope'],
    ['signal', '--correlation', 'nope', 'go'],
    ['approve', 'r5', '/nope'],
    ['complete', 'nope', '/qa'],
    ['cancel', 'nope'],
  ] as const) {
    const result = await cli.ask(command, ...args, '--json');
    expect([command, args, result.exitCode, result.json().error.code]).toEqual([command, args, 6, 'not_found']);
  }
});

test('runs are listed by how they stand and what they are of', async () => {
  await cli.ask('run', 'broken.yaml', '--detach', '--run-id', 'r6');
  expect((await cli.ask('watch', 'r6')).exitCode).toBe(1);
  const failed = (await cli.ask('runs', '--status', 'failed,timed_out', '--definition', 'broken', '--json')).json();
  expect(failed).toMatchObject({ runs: [{ runId: 'r6', status: 'failed' }], nextCursor: null });
  const table = await cli.ask('runs');
  expect(table.stdout).toMatch(/^RUN +DEFINITION +STATUS +CREATED\n/);
});

test('a right to decide is handed on, taken back, and used; all of it can be proved, and tampering is found', async () => {
  writeFileSync(join(folder, 'gate.yaml'), 'tasks: [{ id: a, kind: wait, approval: { users: [mia] } }]\n');
  const run = cli.start('run', 'gate.yaml', '--run-id', 'gate-1', '--json');
  await run.hasSaid('taskwright approve gate-1 /a');
  expect((await cli.ask('delegate', 'gate-1', '/a', '--as', 'mia')).exitCode).toBe(2);
  for (const words of [
    ['delegate', 'gate-1', '/a', '--to', 'kim'],
    ['withdraw', 'gate-1', '/a'],
    ['delegate', 'gate-1', '/a', '--to', 'kim'],
  ])
    expect((await cli.ask(...words, '--as', 'mia')).exitCode).toBe(0);
  expect((await cli.ask('approve', 'gate-1', '/a', '--as', 'mia')).exitCode).toBe(6);
  const [, shown] = (await cli.ask('show', 'gate-1', '--json')).json().tasks;
  expect(shown.approval).toMatchObject({
    stillNeeded: '1 more of kim for mia',
    delegations: [{ by: 'mia', to: 'kim' }],
  });
  expect((await cli.ask('approve', 'gate-1', '/a', '--as', 'kim', '--comment', 'read it all')).exitCode).toBe(0);
  expect((await run.ended).exitCode).toBe(0);

  const trail: { type: string; actor: string; how: string | null; reason: string | null }[] = (
    await cli.ask('audit', 'gate-1', '--json')
  ).json();
  const asserted = expect.stringContaining('asserted by ');
  expect(trail.filter(({ type }) => /^decision\.(?!asserted)/.test(type))).toMatchObject([
    { type: 'decision.delegate', actor: 'mia', how: asserted, reason: null },
    { type: 'decision.withdraw', actor: 'mia', how: asserted, reason: null },
    { type: 'decision.delegate', actor: 'mia', how: asserted, reason: null },
    { type: 'decision.approve', actor: 'kim', how: asserted, reason: 'read it all' },
  ]);
  expect((await cli.ask('audit', 'gate-1')).stdout).toContain('decision.delegate to kim');
  const whole = await cli.ask('audit', 'verify', 'gate-1', '--json');
  expect([whole.exitCode, whole.json()]).toMatchObject([0, { isWhole: true, runs: 1, entries: trail.length }]);
  expect((await cli.ask('audit', 'verify')).exitCode).toBe(0);
  expect((await cli.ask('audit', 'verify', 'no-such-run')).exitCode).toBe(6);
  expect((await cli.ask('audit')).exitCode).toBe(2);

  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query("set session_replication_role = 'replica'");
  await client.query("update taskwright.audit set actor = 'eve' where run_key = 'gate-1' and number = 2");
  await client.end();
  const broken = await cli.ask('audit', 'verify', '--json');
  expect([broken.exitCode, broken.json()]).toMatchObject([1, { broken: [{ runId: 'gate-1', number: 2 }] }]);
  expect((await cli.ask('audit', 'verify', 'gate-1')).stderr).toContain('Entry 2 was changed');
});
