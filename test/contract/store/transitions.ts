import { expect, it } from 'vitest';
import type { Transition } from '../../../src/store/store.js';
import {
  beginOf,
  COMPLETED,
  failed,
  finishOf,
  givenRun,
  runAttempt,
  transition,
  versionOf,
} from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function transitionsContract(getStore: GetStore): void {
  const apply = (runKey: string, ...transitions: Transition[]) => getStore().tasks.write({ runKey, transitions });
  const read = (runKey: string, path = '/a') => getStore().tasks.read(runKey, path);

  it('starts a task, shows what it waits for, and ends it', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const waiting = { for: 'signal', name: 'go', correlation: null } as const;
    await apply(runKey, transition('/a', 1, { status: 'waiting', waiting, deadlineAt: 99, at: 10 }));
    expect(await read(runKey)).toMatchObject({
      status: 'waiting',
      waiting,
      deadlineAt: 99,
      attempt: 1,
      startedAt: 10,
      endedAt: null,
    });
    await apply(runKey, transition('/a', 2, { status: 'completed', at: 20 }));
    expect(await read(runKey)).toMatchObject({
      status: 'completed',
      waiting: null,
      startedAt: 10,
      endedAt: 20,
      updatedAt: 20,
    });
  });

  it('leaves a task that never started without times and attempts', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(
      runKey,
      transition('/a', 1, { status: 'blocked' }),
      transition('/a', 2, { status: 'skipped', reason: 'when' }),
    );
    expect(await read(runKey)).toMatchObject({
      status: 'skipped',
      reason: 'when',
      attempt: 0,
      startedAt: null,
      endedAt: null,
    });
  });

  it('applies a change of a path that has no row to nothing', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(runKey, transition('/nowhere', 1), transition('/a', 2));
    expect(await read(runKey)).toMatchObject({ status: 'in_progress' });
  });

  it('keeps what a change leaves out, and clears what it says is null', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const error = { code: 'internal', message: 'Oh.', path: '/a' } as const;
    const waiting = { for: 'time', until: 77 } as const;
    await apply(
      runKey,
      transition('/a', 1, { error, waiting, deadlineAt: 5, output: { value: [1] }, reason: 'deadline' }),
    );
    await apply(runKey, transition('/a', 2, { status: 'paused' }));
    expect(await read(runKey)).toMatchObject({
      status: 'paused',
      error,
      waiting,
      deadlineAt: 5,
      output: [1],
      reason: null,
    });
    await apply(runKey, transition('/a', 3, { error: null, waiting: null, deadlineAt: null }));
    expect(await read(runKey)).toMatchObject({ error: null, waiting: null, deadlineAt: null, output: [1] });
  });

  it('takes a repeat as nothing new', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const once = [transition('/a', 1), transition('/a', 2, { status: 'completed', output: { value: 1 } })];
    await apply(runKey, ...once);
    const before = await read(runKey);
    const events = await getStore().events.list({ runKey, limit: 50 });
    await apply(runKey, ...once);
    expect(await read(runKey)).toEqual(before);
    expect(await getStore().events.list({ runKey, limit: 50 })).toEqual(events);
  });

  it('drops what was decided earlier and arrives later', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(runKey, transition('/a', 5, { status: 'waiting' }));
    await apply(runKey, transition('/a', 4, { status: 'completed', output: { value: 'stale' } }));
    expect(await read(runKey)).toMatchObject({ status: 'waiting', output: null });
  });

  it('lets a later decision override an end', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(runKey, transition('/a', 1, { status: 'completed', output: { value: 'kept' } }));
    await apply(runKey, transition('/a', 2, { status: 'cancelled', reason: 'cancelled', at: 30 }));
    expect(await read(runKey)).toMatchObject({ status: 'cancelled', reason: 'cancelled', output: null, endedAt: 30 });
  });

  it('compares versions byte by byte', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(runKey, transition('/a', 0, { version: 'a-1', status: 'waiting' }));
    await apply(runKey, transition('/a', 0, { version: 'Z-9', status: 'completed' }));
    expect(await read(runKey)).toMatchObject({ status: 'waiting' });
    await apply(runKey, transition('/a', 0, { version: 'a-10', status: 'completed' }));
    expect(await read(runKey)).toMatchObject({ status: 'completed' });
  });

  it('begins a new visit with nothing left of the one before', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const error = { code: 'internal', message: 'Oh.', path: '/a' } as const;
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { result: failed(null) });
    await apply(
      runKey,
      transition('/a', 2, { status: 'failed', error, deadlineAt: 5, output: { value: 1 }, reason: 'deadline' }),
    );
    await apply(runKey, transition('/a', 3, { status: 'blocked', visit: 2 }));
    expect(await read(runKey)).toMatchObject({
      status: 'blocked',
      visit: 2,
      attempt: 0,
      error: null,
      output: null,
      reason: null,
      deadlineAt: null,
      startedAt: null,
      endedAt: null,
    });
  });

  it('drops a change of an earlier visit', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await apply(runKey, transition('/a', 1, { visit: 2 }));
    await apply(runKey, transition('/a', 2, { visit: 1, status: 'failed' }));
    expect(await read(runKey)).toMatchObject({ status: 'in_progress', visit: 2 });
  });

  it('gives up the execution of an earlier visit', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const execution = { runKey, path: '/a', visit: 1 };
    await getStore().attempts.begin([beginOf(execution)]);
    await apply(runKey, transition('/a', 2, { visit: 2, status: 'waiting' }));
    expect(await getStore().attempts.finish([finishOf(execution, 1, { output: 'late' })])).toEqual([
      { accepted: false },
    ]);
    expect(await read(runKey)).toMatchObject({ status: 'waiting', visit: 2, output: null });
  });

  it('lets an attempt of the same decision win, whichever arrives first', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b']);
    for (const path of ['/a', '/b']) {
      const execution = { runKey, path, visit: 1 };
      const decided = transition(path, 3, { deadlineAt: 70, at: 10 });
      if (path === '/a') await apply(runKey, decided);
      await getStore().attempts.begin([beginOf(execution, { version: versionOf(3), at: 12 })]);
      await getStore().attempts.finish([finishOf(execution, 1, { version: versionOf(3), output: 'done' })]);
      if (path === '/b') await apply(runKey, decided);
      expect(await read(runKey, path)).toMatchObject({
        status: 'completed',
        output: 'done',
        deadlineAt: 70,
        attempt: 1,
      });
    }
  });

  it('confirms the end of a leaf without changing when it ended', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { at: 40, output: { x: 1 }, result: COMPLETED });
    await apply(runKey, transition('/a', 9, { status: 'completed', output: 'stored', at: 90 }));
    expect(await read(runKey)).toMatchObject({ status: 'completed', output: { x: 1 }, endedAt: 40 });
  });

  it('overrides the end that an attempt has written', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { output: 1 });
    await apply(runKey, transition('/a', 9, { status: 'cancelled', reason: 'cancelled' }));
    expect(await read(runKey)).toMatchObject({ status: 'cancelled', output: null });
  });

  it('takes the error of an attempt away with its end, unless it brings one', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b']);
    const error = { code: 'task_failed', message: 'It broke.', path: '/a' } as const;
    const cancelled = { code: 'cancelled', message: 'It was cancelled.', path: '/b' } as const;
    for (const path of ['/a', '/b']) {
      const result = { status: 'failed', error, retryInMs: null } as const;
      await runAttempt(getStore(), { runKey, path, visit: 1 }, { result });
    }
    await apply(runKey, transition('/a', 9, { status: 'cancelled', reason: 'strategy' }));
    await apply(runKey, transition('/b', 9, { status: 'cancelled', reason: 'cancelled', error: cancelled }));
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ status: 'cancelled', error: null });
    expect(await getStore().tasks.read(runKey, '/b')).toMatchObject({ status: 'cancelled', error: cancelled });
  });
}
