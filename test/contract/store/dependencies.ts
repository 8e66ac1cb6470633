import { expect, it } from 'vitest';
import type { OutboxRow } from '../../../src/store/store.js';
import {
  beginOf,
  failed,
  finishOf,
  givenRun,
  newRun,
  newTask,
  runAttempt,
  transition,
  uniqueId,
  versionOf,
} from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function dependenciesContract(getStore: GetStore): void {
  const register = (prerequisiteRunId: string, over: { id?: string; workspace?: string } = {}) =>
    getStore().outbox.registerDependency({
      id: over.id ?? uniqueId('dep'),
      dependentRunKey: 'dependent',
      dependentPath: '/b',
      workspace: over.workspace ?? 'default',
      prerequisiteRunId,
      prerequisitePath: '/a',
      at: 1,
    });
  const undelivered = (fromRunKey: string) => getStore().outbox.listUndelivered({ fromRunKey, limit: 100 });
  const end = (runKey: string, version: number, over = {}) =>
    getStore().tasks.write({ runKey, transitions: [transition('/a', version, { status: 'completed', ...over })] });

  it('says how a prerequisite ended, when it has', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await end(runKey, 1, { status: 'skipped' });
    expect(await register(runKey)).toEqual({ status: 'skipped' });
    expect(await undelivered(runKey)).toEqual([]);
  });

  it('takes a failure for what its run says it counts as, and waits until it has said so', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { result: failed(null) });
    const early = uniqueId('dep');
    expect(await register(runKey, { id: early })).toEqual({ status: null });
    await end(runKey, 9, { status: 'failed', countsAs: 'completed' });
    const told = { type: 'dependency-ended', dependencyId: early, status: 'completed' };
    expect((await undelivered(runKey)).map(({ notice }) => notice)).toEqual([told]);
    expect(await register(runKey)).toEqual({ status: 'completed' });
  });

  it('counts a task that was skipped for a dependency that failed as failed', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await end(runKey, 1, { status: 'skipped', reason: 'dependency_failed' });
    expect(await register(runKey)).toEqual({ status: 'failed' });
  });

  it('puts a notice in the outbox when a prerequisite ends that was waited for', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const id = uniqueId('dep');
    expect(await register(runKey, { id })).toEqual({ status: null });
    expect(await getStore().tasks.write({ runKey, transitions: [transition('/a', 1)] })).toEqual({ hasNotices: false });
    expect(await end(runKey, 2, { at: 55 })).toEqual({ hasNotices: true });
    expect(await undelivered(runKey)).toEqual([
      {
        id: expect.any(String),
        fromRunKey: runKey,
        toRunKey: 'dependent',
        notice: { type: 'dependency-ended', dependencyId: id, status: 'completed' },
        createdAt: 55,
      },
    ]);
  });

  it.each([
    ['registered before', async (runKey: string) => void (await register(runKey))],
    ['registered meanwhile', async () => undefined],
  ])('tells an attempt that ends whether a task of another run waits for its task: %s', async (_, before) => {
    const runKey = await givenRun(getStore(), ['/a']);
    await before(runKey);
    const execution = { runKey, path: '/a', visit: 1 };
    await getStore().attempts.begin([beginOf(execution)]);
    await register(runKey);
    expect(await getStore().attempts.finish([finishOf(execution, 1)])).toEqual([
      { accepted: true, hasDependents: true },
    ]);
  });

  it('expects a task that has no row yet', async () => {
    const runKey = await givenRun(getStore(), []);
    await register(runKey);
    await getStore().tasks.write({ runKey, newTasks: [newTask('/a')] });
    const execution = { runKey, path: '/a', visit: 1 };
    await getStore().attempts.begin([beginOf(execution)]);
    expect(await getStore().attempts.finish([finishOf(execution, 1)])).toEqual([
      { accepted: true, hasDependents: true },
    ]);
  });

  it('expects a run that does not exist yet', async () => {
    const run = newRun();
    expect(await register(run.runId)).toEqual({ status: null });
    await givenRun(getStore(), ['/a'], run);
    expect(await end(run.runKey, 1)).toEqual({ hasNotices: true });
  });

  it('looks for the prerequisite in the workspace of the dependent', async () => {
    const workspace = uniqueId('ws');
    const run = newRun({ workspace });
    await givenRun(getStore(), ['/a'], run);
    await register(run.runId);
    expect(await end(run.runKey, 1)).toEqual({ hasNotices: false });
    expect(await register(run.runId, { workspace })).toEqual({ status: 'completed' });
  });

  it('tells every dependent, once each', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const [one, two] = [uniqueId('dep'), uniqueId('dep')];
    await register(runKey, { id: one });
    await register(runKey, { id: one });
    await register(runKey, { id: two });
    await end(runKey, 1);
    await end(runKey, 1);
    expect(await undelivered(runKey)).toHaveLength(2);
  });

  it('tells of a leaf only when the workflow has confirmed its end', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await register(runKey);
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 });
    expect(await undelivered(runKey)).toEqual([]);
    expect(await end(runKey, 9, { output: 'stored' })).toEqual({ hasNotices: true });
  });

  it('confirms the end of a leaf also by the decision that its attempt belongs to', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await register(runKey);
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { version: versionOf(3) });
    expect(await end(runKey, 3)).toEqual({ hasNotices: true });
  });

  it('says what was decided last as long as the notice has not gone out', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await register(runKey);
    await end(runKey, 1);
    await end(runKey, 2, { status: 'cancelled' });
    const rows = await undelivered(runKey);
    expect(rows.map(({ notice }) => notice)).toMatchObject([{ status: 'cancelled' }]);
    await getStore().outbox.close(rows.map(({ id }) => id));
    expect(await end(runKey, 3, { status: 'failed' })).toEqual({ hasNotices: false });
  });

  it('tells dependents when a prerequisite is ended with what is above it, or from outside', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await register(runKey);
    const version = versionOf(1);
    const ended = await getStore().tasks.write({
      runKey,
      endBelow: [{ path: '/', version, status: 'skipped', reason: 'parent_skipped', at: 1 }],
    });
    expect(ended).toEqual({ hasNotices: true });
    const other = await givenRun(getStore(), ['/a']);
    await register(other);
    await getStore().runs.endFromOutside(other, { status: 'lost', reason: 'lost', error: null, at: 7 });
    expect(await undelivered(other)).toMatchObject([{ notice: { type: 'dependency-ended', status: 'cancelled' } }]);
  });

  it('tells the task that started a run when it ends', async () => {
    const parent = { runKey: 'the-parent', path: '/call', visit: 2 };
    const runKey = await givenRun(getStore(), [], { parent });
    const error = { code: 'task_failed', message: 'No \0.', path: '/x' } as const;
    const started = await getStore().tasks.write({ runKey, transitions: [transition('/', 1)] });
    expect(started).toEqual({ hasNotices: false });
    const ended = await getStore().tasks.write({
      runKey,
      transitions: [transition('/', 2, { status: 'failed', error })],
    });
    expect(ended).toEqual({ hasNotices: true });
    expect(await undelivered(runKey)).toMatchObject([
      { toRunKey: 'the-parent', notice: { type: 'run-ended', path: '/call', visit: 2, status: 'failed', error } },
    ]);
  });

  it('takes the news of an end back when the run goes on, and says the last end', async () => {
    const parent = { runKey: 'the-parent', path: '/call', visit: 1 };
    const runKey = await givenRun(getStore(), [], { parent });
    const root = (version: number, over: object) =>
      getStore().tasks.write({ runKey, transitions: [transition('/', version, over)] });
    await root(1, { status: 'completed' });
    expect(await root(2, { status: 'in_progress' })).toEqual({ hasNotices: false });
    await root(3, { status: 'completed' });
    await root(4, { status: 'cancelled' });
    expect(await undelivered(runKey)).toMatchObject([{ notice: { status: 'cancelled', error: null } }]);
  });

  it('tells the task that started a run when it is ended from outside', async () => {
    const parent = { runKey: 'the-parent', path: '/call', visit: 1 };
    const runKey = await givenRun(getStore(), [], { parent });
    const error = { code: 'terminated', message: 'By an operator.', path: null } as const;
    await getStore().runs.endFromOutside(runKey, { status: 'terminated', reason: 'terminated', error, at: 7 });
    expect(await undelivered(runKey)).toMatchObject([{ notice: { type: 'run-ended', status: 'terminated', error } }]);
  });

  it('lists what was not delivered, oldest first, until it is closed', async () => {
    const fromRunKey = uniqueId('run');
    const row = (id: string, createdAt: number): OutboxRow => ({
      id: `${fromRunKey}-${id}`,
      fromRunKey,
      toRunKey: 'x',
      notice: { type: 'signal', signalId: 's', name: 'go', path: null },
      createdAt,
    });
    const rows = [row('b', -30), row('a', -20), row('c', -10)];
    await getStore().outbox.add(rows.toReversed());
    await getStore().outbox.add([{ ...row('b', 99), toRunKey: 'other' }]);
    expect(await undelivered(fromRunKey)).toEqual(rows);
    expect(await getStore().outbox.listUndelivered({ olderThan: -10, limit: 10 })).toEqual(rows.slice(0, 2));
    expect(await getStore().outbox.listUndelivered({ fromRunKey, limit: 1 })).toEqual(rows.slice(0, 1));
    await getStore().outbox.close([`${fromRunKey}-b`, 'unknown']);
    expect(await undelivered(fromRunKey)).toEqual(rows.slice(1));
    await getStore().outbox.close(rows.map(({ id }) => id));
    await getStore().outbox.close([]);
    await getStore().outbox.add([]);
    expect(await undelivered(fromRunKey)).toEqual([]);
  });

  it('keeps a notice that no run has caused', async () => {
    const id = uniqueId('row');
    const notice = { type: 'signal', signalId: 's', name: 'go', path: '/wait' } as const;
    await getStore().outbox.add([{ id, toRunKey: 'x', notice, createdAt: -99 }]);
    expect(await getStore().outbox.listUndelivered({ olderThan: -98, limit: 9 })).toEqual([
      { id, fromRunKey: null, toRunKey: 'x', notice, createdAt: -99 },
    ]);
    await getStore().outbox.close([id]);
  });

  it('has no notice for the end of a task that nobody waits for', async () => {
    const runKey = await givenRun(getStore(), ['/a', newTask('/b')]);
    await register(runKey);
    expect(
      await getStore().tasks.write({ runKey, transitions: [transition('/b', 1, { status: 'completed' })] }),
    ).toEqual({ hasNotices: false });
  });
}
