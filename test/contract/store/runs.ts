import { expect, it } from 'vitest';
import type { NewRun } from '../../../src/store/store.js';
import { beginOf, finishOf, givenRun, newRun, transition, uniqueId, versionOf } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function runsContract(getStore: GetStore): void {
  const create = (run: NewRun) => getStore().runs.create(run, '{}');

  it('remembers a new run as pending, with its definition pinned', async () => {
    const run = newRun({ definitionHash: uniqueId('hash'), parent: { runKey: 'parent', path: '/call', visit: 2 } });
    const { requestToken: _, ...asked } = run;
    const pending = {
      ...asked,
      temporalRunId: null,
      status: 'pending',
      output: null,
      error: null,
      startedAt: null,
      endedAt: null,
    };
    expect(await getStore().runs.create(run, '{"kind":"composite"}')).toEqual({ run: pending, isNew: true });
    expect(await getStore().runs.read(run.runKey)).toEqual(pending);
    expect(await getStore().definitions.readPinned(run.definitionHash)).toBe('{"kind":"composite"}');
  });

  it('gives the same request the same run, and refuses the run id to another one', async () => {
    const run = newRun();
    await create(run);
    await getStore().runs.setTemporalRunId(run.runKey, 'first');
    const found = await getStore().runs.read(run.runKey);
    expect(await create(run)).toEqual({ run: { ...found, temporalRunId: 'first' }, isNew: false });
    await expect(create({ ...run, requestToken: 'other' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('never gives a run id a second time, also when its run has ended', async () => {
    const run = newRun();
    await create(run);
    await getStore().runs.endFromOutside(run.runKey, { status: 'lost', reason: 'lost', error: null, at: 5 });
    await expect(create({ ...run, requestToken: 'other' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lets exactly one of many that ask for the same run id have it', async () => {
    const run = newRun();
    const asked = Array.from({ length: 8 }, (_, index) => create({ ...run, requestToken: `token-${index}` }));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('says null for a run that does not exist', async () => {
    expect(await getStore().runs.read('nowhere')).toBeNull();
  });

  it('lists the runs of a workspace newest first, page by page', async () => {
    const workspace = uniqueId('ws');
    for (const [runId, createdAt] of [
      ['r1', 1],
      ['r2', 2],
      ['r3', 2],
      ['r4', 3],
    ] as const) {
      await create(newRun({ workspace, runId, createdAt }));
    }
    const first = await getStore().runs.list({ workspace, limit: 3 });
    expect(first.runs.map(({ runId }) => runId)).toEqual(['r4', 'r3', 'r2']);
    const second = await getStore().runs.list({ workspace, limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.runs.map(({ runId }) => runId)).toEqual(['r1']);
    expect(second.nextCursor).toBeNull();
  });

  it('has no further page when the last one was full', async () => {
    const workspace = uniqueId('ws');
    await create(newRun({ workspace, runId: 'only' }));
    expect(await getStore().runs.list({ workspace, limit: 1 })).toMatchObject({ nextCursor: null });
  });

  it('filters runs by status and definition', async () => {
    const workspace = uniqueId('ws');
    await create(newRun({ workspace, runId: 'r1', definitionId: 'build' }));
    const runKey = await givenRun(getStore(), [], { workspace, runId: 'r2', definitionId: 'build' });
    await create(newRun({ workspace, runId: 'r3', definitionId: 'test' }));
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1)] });
    const found = await getStore().runs.list({
      workspace,
      status: ['in_progress', 'failed'],
      definitionId: 'build',
      limit: 9,
    });
    expect(found.runs.map(({ runId }) => runId)).toEqual(['r2']);
    const builds = await getStore().runs.list({ workspace, definitionId: 'build', limit: 9 });
    expect(builds.runs).toHaveLength(2);
  });

  it.each(['nonsense', Buffer.from('{}').toString('base64url')])('refuses the cursor %s', async (cursor) => {
    await expect(getStore().runs.list({ workspace: 'default', limit: 1, cursor })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('keeps the first Temporal run id', async () => {
    const runKey = await givenRun(getStore());
    await getStore().runs.setTemporalRunId(runKey, 'first');
    await getStore().runs.setTemporalRunId(runKey, 'second');
    expect(await getStore().runs.read(runKey)).toMatchObject({ temporalRunId: 'first' });
    await expect(getStore().runs.setTemporalRunId('nowhere', 'x')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows the root as the run: status, output, error and times', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1, { at: 50 })] });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'in_progress', startedAt: 50, endedAt: null });
    const error = { code: 'task_failed', message: 'No.', path: '/a' } as const;
    await getStore().tasks.write({
      runKey,
      transitions: [transition('/', 2, { status: 'failed', at: 90, error, output: { value: { done: 1 } } })],
    });
    expect(await getStore().runs.read(runKey)).toMatchObject({
      status: 'failed',
      startedAt: 50,
      endedAt: 90,
      error,
      output: { done: 1 },
    });
  });

  it('gives a run that is cancelled before it started an end', async () => {
    const runKey = await givenRun(getStore());
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1, { status: 'cancelled', at: 20 })] });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'cancelled', startedAt: null, endedAt: 20 });
    expect(await getStore().tasks.read(runKey, '/')).toMatchObject({ attempt: 0, startedAt: null, endedAt: null });
  });

  it('shows unfinished runs for the reconciler, those first that were not looked at for longest', async () => {
    const one = await givenRun(getStore(), [], { createdAt: 1 });
    const two = await givenRun(getStore(), [], { createdAt: 2 });
    const ended = await givenRun(getStore());
    await getStore().runs.endFromOutside(ended, { status: 'terminated', reason: 'terminated', error: null, at: 9 });
    const seen = (await getStore().runs.listUnfinished(10_000)).map(({ runKey }) => runKey);
    expect(seen).toEqual(expect.arrayContaining([one, two]));
    expect(seen).not.toContain(ended);
    const three = await givenRun(getStore(), [], { createdAt: 3 });
    expect(await getStore().runs.listUnfinished(1)).toEqual([
      { runKey: three, temporalRunId: null, status: 'pending', createdAt: 3 },
    ]);
  });

  it('ends a run from outside: open tasks are cancelled, what is executed is given up', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b', '/c']);
    const a = { runKey, path: '/a', visit: 1 };
    await getStore().tasks.write({
      runKey,
      transitions: [transition('/', 1), transition('/c', 2, { status: 'completed', output: { value: 7 } })],
    });
    await getStore().attempts.begin([beginOf(a, { version: versionOf(3) })]);
    const error = { code: 'terminated', message: 'By an operator.', path: null } as const;
    const end = { status: 'terminated', reason: 'terminated', error, at: 500 } as const;
    expect(await getStore().runs.endFromOutside(runKey, end)).toEqual({ changed: true });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'terminated', endedAt: 500, error });
    expect(
      (await getStore().tasks.list(runKey)).map(({ path, status, reason, endedAt }) => [path, status, reason, endedAt]),
    ).toEqual([
      ['/', 'cancelled', 'terminated', 500],
      ['/a', 'cancelled', 'terminated', 500],
      ['/b', 'cancelled', 'terminated', null],
      ['/c', 'completed', null, 20],
    ]);
    expect(await getStore().attempts.finish([finishOf(a, 1, { version: versionOf(3) })])).toEqual([
      { accepted: false },
    ]);
    const b = { runKey, path: '/b', visit: 1 };
    expect(await getStore().attempts.begin([beginOf(b, { version: versionOf(9), at: 900 })])).toEqual([
      { state: 'fenced' },
    ]);
  });

  it('changes nothing when a run has ended before it is ended from outside', async () => {
    const runKey = await givenRun(getStore());
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1, { status: 'completed' })] });
    const end = { status: 'lost', reason: 'lost', error: null, at: 500 } as const;
    expect(await getStore().runs.endFromOutside(runKey, end)).toEqual({ changed: false });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'completed' });
    await expect(getStore().runs.endFromOutside('nowhere', end)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('drops decisions from before the end from outside that arrive after it, and takes later ones', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().runs.endFromOutside(runKey, { status: 'lost', reason: 'lost', error: null, at: 500 });
    await getStore().tasks.write({
      runKey,
      transitions: [
        transition('/a', 7, { status: 'completed', at: 499 }),
        transition('/', 8, { status: 'completed', at: 500 }),
      ],
    });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'lost' });
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ status: 'cancelled', reason: 'lost' });
    await getStore().tasks.write({ runKey, transitions: [transition('/', 9, { status: 'in_progress', at: 501 })] });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'in_progress', endedAt: null });
  });

  it('gives the root the end from outside when that is a status of tasks', async () => {
    const runKey = await givenRun(getStore());
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1)] });
    const error = { code: 'timed_out', message: 'Too long.', path: '/' } as const;
    await getStore().runs.endFromOutside(runKey, { status: 'timed_out', reason: 'deadline', error, at: 60 });
    expect(await getStore().tasks.read(runKey, '/')).toMatchObject({ status: 'timed_out', error, endedAt: 60 });
  });
}
