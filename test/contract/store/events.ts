import { expect, it } from 'vitest';
import { beginOf, failed, finishOf, givenRun, transition, uniqueId, versionOf } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function eventsContract(getStore: GetStore): void {
  const listed = async (runKey: string, path?: string) =>
    (await getStore().events.list({ runKey, limit: 100, ...(path !== undefined && { path }) })).map(
      ({ id: _, ...event }) => event,
    );

  it('records every transition: what, who, from what to what, why and when', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().tasks.write({
      runKey,
      transitions: [
        transition('/a', 1, { at: 5 }),
        transition('/a', 2, { status: 'cancelled', reason: 'deadline', actor: 'ann', at: 6 }),
      ],
    });
    const event = { runKey, path: '/a', visit: 1 };
    expect(await listed(runKey)).toEqual([
      {
        ...event,
        type: 'task.in_progress',
        actor: 'system',
        before: { status: 'pending' },
        after: { status: 'in_progress' },
        reason: null,
        at: 5,
      },
      {
        ...event,
        type: 'task.cancelled',
        actor: 'ann',
        before: { status: 'in_progress' },
        after: { status: 'cancelled' },
        reason: 'deadline',
        at: 6,
      },
    ]);
  });

  it('marks that an end was overridden', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().tasks.write({ runKey, transitions: [transition('/a', 1, { status: 'completed' })] });
    await getStore().tasks.write({ runKey, transitions: [transition('/a', 2, { status: 'cancelled' })] });
    await getStore().tasks.write({ runKey, transitions: [transition('/a', 3, { status: 'blocked', visit: 2 })] });
    expect((await listed(runKey)).map(({ before, after }) => [before, after])).toEqual([
      [{ status: 'pending' }, { status: 'completed' }],
      [{ status: 'completed' }, { status: 'cancelled', overridesEnd: true }],
      [{ status: 'cancelled' }, { status: 'blocked' }],
    ]);
  });

  it('records attempts: their start, their loss and their end', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const execution = { runKey, path: '/a', visit: 1 };
    await getStore().attempts.begin([beginOf(execution, { caller: 'one' })]);
    await getStore().attempts.begin([beginOf(execution, { caller: 'two' })]);
    await getStore().attempts.finish([finishOf(execution, 2, { result: failed(10) })]);
    await getStore().attempts.begin([beginOf(execution, { caller: 'three' })]);
    await getStore().attempts.finish([finishOf(execution, 3)]);
    const running = (attempt: number) => ({ status: 'in_progress', attempt });
    expect((await listed(runKey)).map(({ type, before, after }) => [type, before, after])).toEqual([
      ['attempt.started', { status: 'pending' }, running(1)],
      ['attempt.lost', { status: 'in_progress' }, running(1)],
      ['attempt.started', { status: 'in_progress' }, running(2)],
      ['attempt.failed', { status: 'in_progress' }, running(2)],
      ['attempt.started', { status: 'in_progress' }, running(3)],
      ['task.completed', { status: 'in_progress' }, { status: 'completed', attempt: 3 }],
    ]);
  });

  it('records what is ended, reset, or ended from outside', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/a/b']);
    await getStore().tasks.write({
      runKey,
      resets: [{ path: '/a', version: versionOf(1), removeBelow: [], nextVisit: 2, at: 1 }],
      endBelow: [{ path: '/a', version: versionOf(2), status: 'skipped', reason: 'parent_skipped', at: 2 }],
    });
    await getStore().runs.endFromOutside(runKey, { status: 'terminated', reason: 'terminated', error: null, at: 3 });
    const types = (await listed(runKey)).map(({ path, type, reason }) => [path, type, reason]);
    expect(types.slice(0, 2)).toEqual([
      ['/a', 'task.reset', null],
      ['/a/b', 'task.skipped', 'parent_skipped'],
    ]);
    expect(types.slice(2)).toEqual(
      expect.arrayContaining([
        ['/', 'task.cancelled', 'terminated'],
        ['/a', 'task.cancelled', 'terminated'],
        ['/', 'run.terminated', 'terminated'],
      ]),
    );
    expect(types).toHaveLength(5);
  });

  it('lists events of a path, page by page', async () => {
    const runKey = uniqueId('run');
    const event = (path: string, at: number) => ({
      runKey,
      path,
      visit: 1,
      type: 'note',
      actor: 'ann',
      before: null,
      after: { at },
      reason: 'why',
      at,
    });
    await getStore().events.append([event('/a', 1), event('/b', 2), event('/a', 3)]);
    await getStore().events.append([event('/a', 4)]);
    await getStore().events.append([]);
    expect(await listed(runKey, '/a')).toEqual([event('/a', 1), event('/a', 3), event('/a', 4)]);
    const [first] = await getStore().events.list({ runKey, limit: 1 });
    const rest = await getStore().events.list({ runKey, limit: 2, after: first?.id ?? '' });
    expect(rest.map(({ at }) => at)).toEqual([2, 3]);
  });

  it('refuses an event whose actor is no text', async () => {
    const event = {
      runKey: 'x',
      path: '/',
      visit: 1,
      type: 'note',
      actor: '\0',
      before: null,
      after: null,
      reason: null,
      at: 1,
    };
    await expect(getStore().events.append([event])).rejects.toMatchObject({ code: 'invalid_input' });
  });
}
