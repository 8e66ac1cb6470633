import { expect, test } from 'vitest';
import { reconcileRun } from '../../../src/client/reconcile-run.js';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { TREE_HASH } from '../../../src/domain/tree-run.js';
import type { NewRun } from '../../../src/store/store.js';
import { aDefinition, createFixture, NOW, startRun, type Fixture } from './client-fixture.js';

const OUTAGE = new TaskwrightError('unavailable', 'Temporal cannot be reached.');

async function writeRun({ store }: Fixture, over: Partial<NewRun> = {}): Promise<void> {
  await store.runs.create(
    {
      runKey: 'r1',
      workspace: 'default',
      runId: 'r1',
      definitionId: 'release',
      version: '1.2.0',
      definitionHash: 'hash',
      input: {},
      startedBy: 'ann',
      parent: null,
      createdAt: NOW,
      requestToken: 'token',
      ...over,
    },
    JSON.stringify(aDefinition()),
  );
}

test('nothing changes where Temporal and the store agree', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const before = await fixture.store.runs.read('r1');
  expect(await reconcileRun(fixture.context, 'r1')).toEqual(before);
});

test.each([
  ['terminated', 'terminated', 'cancelled'],
  ['timed_out', 'timeout', 'timed_out'],
  ['failed', 'cancelled', 'failed'],
] as const)('a run that Temporal has closed as %s gets that status', async (status, reason, rootStatus) => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  const error = { code: 'internal', message: 'gone', path: null } as const;
  fixture.runs.close('r1', { status, error });

  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status, error, endedAt: NOW });
  expect(await fixture.store.tasks.read('r1', '/')).toMatchObject({ status: rootStatus, reason });
  expect(await fixture.store.tasks.read('r1', '/ci')).toMatchObject({ status: 'cancelled', reason });
});

test('a run that Temporal no longer knows is lost', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.workflows.clear();
  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status: 'lost', error: { code: 'lost' } });
});

test('a run that was only just written is left to the request that starts it', async () => {
  const fixture = createFixture();
  await writeRun(fixture);
  fixture.clock.now += 9_000;
  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status: 'pending' });
  expect(fixture.runs.workflows.size).toBe(0);
});

test('a run whose request could not reach Temporal is started', async () => {
  const fixture = createFixture();
  await writeRun(fixture);
  fixture.clock.now += 11_000;
  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status: 'pending', temporalRunId: 'temporal-1' });
  expect(fixture.runs.workflows.get('r1')?.started.type).toBe('release');
});

test('a tree of tasks whose request could not reach Temporal is started as one', async () => {
  const fixture = createFixture();
  await writeRun(fixture, { definitionId: 'epic', definitionHash: TREE_HASH });
  fixture.clock.now += 11_000;
  await reconcileRun(fixture.context, 'r1');
  expect(fixture.runs.workflows.get('r1')?.started).toMatchObject({
    type: 'epic',
    input: { tree: true, timeScale: 1 },
    mayStartAgain: true,
  });
});

test('a run that another run has written is left to that one, as long as it goes on', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'parent');
  await writeRun(fixture, { parent: { runKey: 'parent', path: '/child', visit: 1 } });
  fixture.clock.now += 60_000;

  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status: 'pending' });
  expect(fixture.runs.workflows.has('r1')).toBe(false);

  await fixture.client.terminate({ runId: 'parent', by: 'ann' });
  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ status: 'lost' });
});

test('a workflow that was started without a trace in the store is noted', async () => {
  const fixture = createFixture();
  await writeRun(fixture);
  await fixture.runs.start({
    runKey: 'r1',
    type: 'release',
    input: { definitionHash: 'hash', timeScale: 1, historyLimit: 1, generation: 1 },
    summary: '',
    details: '',
  });
  expect(await reconcileRun(fixture.context, 'r1')).toMatchObject({ temporalRunId: 'temporal-1' });
});

test('an outage is no reason to give a run up', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.outage = OUTAGE;
  await expect(reconcileRun(fixture.context, 'r1')).rejects.toBe(OUTAGE);
  expect((await fixture.client.read('r1')).status).toBe('in_progress');
});

test('an unknown run is null', async () => {
  const fixture = createFixture();
  expect(await reconcileRun(fixture.context, 'nope')).toBeNull();
});
