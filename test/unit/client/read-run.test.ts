import { expect, test } from 'vitest';
import { aDefinition, aTransition, createFixture, startRun } from './client-fixture.js';

test('a run is read with exactly the fields that others build on', async () => {
  const fixture = createFixture();
  const { client, store } = fixture;
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  await store.tasks.write({
    runKey: 'r1',
    transitions: [
      aTransition('/ci', 'failed', { error: { code: 'task_failed', message: 'red', path: '/ci' } }),
      aTransition('/', 'failed', { error: { code: 'task_failed', message: 'red', path: '/ci' } }),
    ],
  });

  const view = await client.read('r1');

  const error = { code: 'task_failed', message: 'red', path: '/ci' };
  const task = {
    kind: 'wait',
    type: null,
    action: null,
    status: 'failed',
    visit: 1,
    reason: null,
    output: null,
    error,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:04:05.000Z',
  };
  expect(view).toEqual({
    runId: 'r1',
    temporalRunId: 'temporal-1',
    definition: 'release',
    version: '1.2.0',
    status: 'failed',
    input: {},
    output: null,
    error,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:04:05.000Z',
    uiUrl: 'http://ui.test/namespaces/default/workflows/r1/temporal-1',
    tasks: [
      { ...task, path: '/', kind: 'composite', taskId: expect.any(String), attempt: expect.any(Number) },
      { ...task, path: '/ci', taskId: expect.any(String), attempt: expect.any(Number) },
    ],
  });
});

test('a run that was only written has no times and no tasks', async () => {
  const { client } = createFixture();
  await client.start({ definition: aDefinition(), runId: 'r1', startedBy: 'ann' });
  expect(await client.read('r1')).toMatchObject({ status: 'pending', startedAt: null, endedAt: null, tasks: [] });
});

test('the workflow id in the link of a workspace is escaped', async () => {
  const { client } = createFixture({ workspace: 'blue' });
  await client.start({ definition: aDefinition(), runId: 'r1', startedBy: 'ann' });
  expect((await client.read('r1')).uiUrl).toBe('http://ui.test/namespaces/default/workflows/blue%2Fr1/temporal-1');
});

test.each(['nope', 'a/b', ''])('there is no run %j', async (runId) => {
  const { client } = createFixture();
  await expect(client.read(runId)).rejects.toMatchObject({ code: 'not_found' });
});

test('a run of another workspace does not exist', async () => {
  const { client } = createFixture();
  await client.start({ definition: aDefinition(), runId: 'r1', startedBy: 'ann' });
  await expect(client.inWorkspace('blue').read('r1')).rejects.toMatchObject({ code: 'not_found' });
});

test('runs are listed in pages, the newest first', async () => {
  const { client, clock } = createFixture();
  for (const runId of ['r1', 'r2', 'r3']) {
    clock.now += 1;
    await client.start({ definition: aDefinition(), runId, startedBy: 'ann' });
  }
  const first = await client.list({ limit: 2 });
  const second = await client.list({ limit: 2, cursor: first.nextCursor ?? '' });
  expect(first.runs.map(({ runId }) => runId)).toEqual(['r3', 'r2']);
  expect(second).toMatchObject({ runs: [{ runId: 'r1', startedBy: 'ann' }], nextCursor: null });
});

test('a page of no runs, or of too many, is refused', async () => {
  const { client } = createFixture();
  for (const limit of [0, 201, 1.5])
    await expect(client.list({ limit })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('the events of a task are listed in order, of the run or of the task', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  const ofTask = await fixture.client.listEvents({ runId: 'r1', path: '/ci' });
  expect(new Set(ofTask.map(({ path }) => path))).toEqual(new Set(['/ci']));
  expect((await fixture.client.listEvents({ runId: 'r1' })).length).toBeGreaterThan(ofTask.length);
  expect(ofTask.at(-1)).toMatchObject({ after: { status: 'waiting' }, at: '2026-01-02T03:04:05.000Z' });
});

test('a task without events is not found', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const events = fixture.client.listEvents({ runId: 'r1', path: '/nope' });
  await expect(events).rejects.toMatchObject({ code: 'not_found' });
});

test('what waits is listed over all runs that go on', async () => {
  const fixture = createFixture();
  const waiting = { for: 'signal', name: 'go', correlation: null } as const;
  for (const runId of ['r1', 'r2']) await startRun(fixture, runId, [['/go', 'waiting', { waiting }]]);
  await fixture.client.terminate({ runId: 'r2', by: 'ann' });
  expect(await fixture.client.listWaiting()).toMatchObject([{ runId: 'r1', path: '/go', waiting }]);
  expect(await fixture.client.listWaiting('r2')).toEqual([]);
});
