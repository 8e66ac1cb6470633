import { expect, it } from 'vitest';
import type { NewTask } from '../../../src/store/store.js';
import {
  beginOf,
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

export function writesContract(getStore: GetStore): void {
  const write = (...args: Parameters<ReturnType<GetStore>['tasks']['write']>) => getStore().tasks.write(...args);
  const pathsOf = async (runKey: string) => (await getStore().tasks.list(runKey)).map(({ path }) => path);

  it('adds tasks with everything that is known of them', async () => {
    const run = newRun();
    await getStore().runs.create(run, '{}');
    const task: NewTask = {
      path: '/build/0',
      kind: 'basic',
      type: 'user_story',
      action: 'http',
      title: 'Build "it"',
      description: 'With care,\nand a \\ .',
      status: 'blocked',
      visit: 3,
      attributes: { points: 5, tags: ['a', { b: null }] },
      locals: { item: { name: 'x' }, index: 0 },
      ordinal: [2, 0],
    };
    await write({ runKey: run.runKey, newTasks: [task] });
    expect(await getStore().tasks.read(run.runKey, '/build/0')).toEqual({
      ...task,
      runKey: run.runKey,
      taskId: expect.stringMatching(/^t_[a-z2-7]{20}$/),
      attempt: 0,
      reason: null,
      output: null,
      error: null,
      waiting: null,
      startedAt: null,
      endedAt: null,
      deadlineAt: null,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    });
  });

  it('leaves a task that exists as it is', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await write({ runKey, transitions: [transition('/a', 1)] });
    const before = await getStore().tasks.read(runKey, '/a');
    await write({ runKey, newTasks: [newTask('/a', { kind: 'wait', title: 'Other' }), newTask('/b')] });
    expect(await getStore().tasks.read(runKey, '/a')).toEqual(before);
    expect(await pathsOf(runKey)).toEqual(['/', '/a', '/b']);
  });

  it('takes a task id that was supplied, once in a workspace', async () => {
    const taskId = uniqueId('task');
    const runKey = await givenRun(getStore(), [newTask('/a', { taskId })]);
    expect(await getStore().tasks.readById('default', taskId)).toMatchObject({ runKey, path: '/a', taskId });
    await expect(write({ runKey, newTasks: [newTask('/b', { taskId }), newTask('/c')] })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await pathsOf(runKey)).toEqual(['/', '/a']);
    await givenRun(getStore(), [newTask('/a', { taskId })], { workspace: uniqueId('ws') });
  });

  it.each([
    ['a title', { title: 'NUL \0' }],
    ['a description', { description: 'half \ud800' }],
    ['a type', { type: '\udc00' }],
    ['an attribute', { attributes: { deep: [{ text: '\0' }] } }],
    ["an attribute's key", { attributes: { '\ud83d': 1 } }],
  ])('refuses %s that is no text, and changes nothing', async (_, over) => {
    const runKey = await givenRun(getStore());
    const refused = write({
      runKey,
      newTasks: [newTask('/a'), newTask('/b', over)],
      transitions: [transition('/', 1)],
    });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await pathsOf(runKey)).toEqual(['/']);
    expect(await getStore().tasks.read(runKey, '/')).toMatchObject({ status: 'pending' });
  });

  it('refuses a run that does not exist', async () => {
    await expect(write({ runKey: 'nowhere', newTasks: [newTask('/')] })).rejects.toMatchObject({ code: 'not_found' });
    expect(await getStore().tasks.list('nowhere')).toEqual([]);
  });

  it('adds and changes tasks in one write', async () => {
    const runKey = await givenRun(getStore());
    await write({
      runKey,
      newTasks: [newTask('/a'), newTask('/b')],
      transitions: [transition('/a', 1, { status: 'skipped', reason: 'when' }), transition('/', 2)],
    });
    expect((await getStore().tasks.list(runKey)).map(({ path, status }) => [path, status])).toEqual([
      ['/', 'in_progress'],
      ['/a', 'skipped'],
      ['/b', 'pending'],
    ]);
  });

  it('adds more tasks than go into one statement', async () => {
    const runKey = await givenRun(getStore());
    await write({ runKey, newTasks: Array.from({ length: 2_100 }, (_, index) => newTask(`/${index}`)) });
    expect(await getStore().tasks.countByStatus(runKey)).toEqual({ pending: 2_101 });
  });

  it('ends everything below a path that has not ended', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/a/b', '/a/b/c', '/a/d', newTask('/ab', { ordinal: [1] }), '/c']);
    await write({
      runKey,
      transitions: [transition('/a', 1), transition('/a/b', 2), transition('/a/d', 3, { status: 'failed' })],
      endBelow: [{ path: '/a', version: versionOf(4), status: 'cancelled', reason: 'strategy', at: 44 }],
    });
    const tasks = await getStore().tasks.list(runKey);
    expect(tasks.map(({ path, status, reason, endedAt }) => [path, status, reason, endedAt])).toEqual([
      ['/', 'pending', null, null],
      ['/a', 'in_progress', null, null],
      ['/a/b', 'cancelled', 'strategy', 44],
      ['/a/b/c', 'cancelled', 'strategy', null],
      ['/a/d', 'failed', null, 30],
      ['/ab', 'pending', null, null],
      ['/c', 'pending', null, null],
    ]);
  });

  it('ends everything below the root but not the root', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/a/b']);
    const end = { path: '/', version: versionOf(1), status: 'skipped', reason: 'parent_skipped', at: 1 } as const;
    await write({ runKey, endBelow: [end] });
    expect(await getStore().tasks.countByStatus(runKey)).toEqual({ pending: 1, skipped: 2 });
  });

  it('does not end what a later decision says otherwise of', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await write({ runKey, transitions: [transition('/a', 5)] });
    await write({
      runKey,
      endBelow: [{ path: '/', version: versionOf(4), status: 'cancelled', reason: 'strategy', at: 1 }],
    });
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ status: 'in_progress' });
  });

  it('does not end what a later decision has begun to execute', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().attempts.begin([beginOf({ runKey, path: '/a', visit: 2 }, { version: versionOf(5) })]);
    await write({
      runKey,
      endBelow: [{ path: '/', version: versionOf(4), status: 'cancelled', reason: 'strategy', at: 1 }],
    });
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ status: 'in_progress', visit: 2 });
  });

  it('gives up what is executed below a path that it ends', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/a/b']);
    const execution = { runKey, path: '/a/b', visit: 1 };
    await getStore().attempts.begin([beginOf(execution)]);
    await write({
      runKey,
      endBelow: [{ path: '/a', version: versionOf(4), status: 'cancelled', reason: 'strategy', at: 44 }],
    });
    expect(await getStore().attempts.finish([finishOf(execution, 1, { output: 'late' })])).toEqual([
      { accepted: false },
    ]);
    expect(await getStore().attempts.begin([beginOf(execution, { caller: 'worker-2' })])).toEqual([
      { state: 'fenced' },
    ]);
    expect(await getStore().tasks.read(runKey, '/a/b')).toMatchObject({ status: 'cancelled', output: null });
    expect(await getStore().attempts.list(runKey)).toMatchObject([{ status: 'cancelled', endedAt: 44 }]);
  });

  it('forgets a round: items are removed, everything else stands as at first', async () => {
    const runKey = await givenRun(getStore(), ['/r', '/r/a', '/r/e', '/r/e/0', '/r/e/1', '/r/e/1/x', '/s']);
    const a = { runKey, path: '/r/a', visit: 1 };
    await runAttempt(getStore(), a, { result: { status: 'failed', error: null, retryInMs: null } });
    await write({
      runKey,
      transitions: [
        transition('/r', 2),
        transition('/r/a', 3, {
          status: 'failed',
          error: { code: 'internal', message: 'x', path: null },
          deadlineAt: 9,
        }),
        transition('/r/e', 4, { status: 'completed', output: 'children-in-order' }),
        transition('/s', 5),
      ],
    });
    await write({
      runKey,
      resets: [{ path: '/r', version: versionOf(6), removeBelow: ['/r/e'], nextVisit: 2, at: 60 }],
      newTasks: [newTask('/r/e/0', { visit: 2 })],
    });
    expect(await pathsOf(runKey)).toEqual(['/', '/r', '/r/a', '/r/e', '/r/e/0', '/s']);
    expect(await getStore().tasks.read(runKey, '/r')).toMatchObject({ status: 'in_progress', visit: 1 });
    const fresh = {
      status: 'pending',
      visit: 2,
      attempt: 0,
      output: null,
      error: null,
      startedAt: null,
      endedAt: null,
    };
    expect(await getStore().tasks.read(runKey, '/r/a')).toMatchObject({ ...fresh, deadlineAt: null });
    expect(await getStore().tasks.read(runKey, '/r/e')).toMatchObject(fresh);
    expect(await getStore().tasks.read(runKey, '/s')).toMatchObject({ status: 'in_progress', visit: 1 });
    expect(await getStore().attempts.begin([beginOf({ ...a, visit: 2 }, { version: versionOf(7) })])).toMatchObject([
      { state: 'begun', attempt: 1 },
    ]);
  });

  it('does not forget the next round when a reset is repeated', async () => {
    const runKey = await givenRun(getStore(), ['/r', '/r/a', '/r/e', '/r/e/0']);
    const reset = { path: '/r', version: versionOf(3), removeBelow: ['/r/e'], nextVisit: 2, at: 30 };
    await write({ runKey, resets: [reset] });
    await write({ runKey, newTasks: [newTask('/r/e/0', { visit: 2 })] });
    await write({ runKey, transitions: [transition('/r/a', 4, { visit: 2 })] });
    await write({ runKey, resets: [reset] });
    expect(await pathsOf(runKey)).toEqual(['/', '/r', '/r/a', '/r/e', '/r/e/0']);
    expect(await getStore().tasks.read(runKey, '/r/a')).toMatchObject({ status: 'in_progress', visit: 2 });
  });

  it('removes the attached tasks of the forgotten round, also within an attached task', async () => {
    const attached = (path: string, ordinal: number[]) => newTask(path, { ordinal });
    const runKey = await givenRun(getStore(), [
      '/r',
      '/r/a',
      attached('/r/a/on_error', [17, 0, 1_000_000]),
      attached('/r/a/on_error/x', [17, 0, 1_000_000, 0]),
      attached('/r/on_error', [17, 1_000_000]),
      attached('/r/on_error/b', [17, 1_000_000, 0]),
    ]);
    await write({
      runKey,
      resets: [{ path: '/r/on_error', version: versionOf(3), removeBelow: [], nextVisit: 2, at: 30 }],
    });
    expect(await pathsOf(runKey)).toHaveLength(7);
    await write({ runKey, resets: [{ path: '/r', version: versionOf(4), removeBelow: [], nextVisit: 2, at: 40 }] });
    expect(await pathsOf(runKey)).toEqual(['/', '/r', '/r/a']);
  });

  it('gives up what the forgotten round was still executing', async () => {
    const runKey = await givenRun(getStore(), ['/r', '/r/a', '/r/e', '/r/e/0']);
    const kept = { runKey, path: '/r/a', visit: 1 };
    const removed = { runKey, path: '/r/e/0', visit: 1 };
    await getStore().attempts.begin([beginOf(kept), beginOf(removed)]);
    await write({
      runKey,
      resets: [{ path: '/r', version: versionOf(3), removeBelow: ['/r/e'], nextVisit: 2, at: 30 }],
    });
    expect(await getStore().attempts.finish([finishOf(kept, 1), finishOf(removed, 1)])).toEqual([
      { accepted: false },
      { accepted: false },
    ]);
    expect(await getStore().attempts.begin([beginOf(kept, { caller: 'late' })])).toEqual([{ state: 'fenced' }]);
    expect(await getStore().tasks.read(runKey, '/r/a')).toMatchObject({ status: 'pending', visit: 2, output: null });
  });

  it('puts what was rendered in place of what the definition says, and leaves the rest', async () => {
    const runKey = await givenRun(getStore(), [
      newTask('/a', { title: 'Build ${{ x }}', attributes: { n: '${{ x }}' } }),
    ]);
    await getStore().tasks.describe(runKey, '/a', { title: 'Build 7', attributes: { n: 7 } });
    await getStore().tasks.describe(runKey, '/a', { description: 'Seven.' });
    await getStore().tasks.describe(runKey, '/a', {});
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({
      title: 'Build 7',
      description: 'Seven.',
      attributes: { n: 7 },
    });
  });

  it('adds names to those that a task and what is below it see', async () => {
    const runKey = await givenRun(getStore(), [newTask('/a', { locals: { item: 1, index: 0 } }), '/b']);
    await Promise.all([
      getStore().tasks.writeLocals(runKey, '/a', { item: { n: '\0' } }),
      getStore().tasks.writeLocals(runKey, '/a', JSON.parse('{"__proto__":1}')),
      getStore().tasks.writeLocals(runKey, '/b', { signal: null }),
    ]);
    const { locals } = (await getStore().tasks.read(runKey, '/a')) ?? {};
    expect(JSON.parse(JSON.stringify(locals))).toEqual(JSON.parse('{"item":{"n":"\\u0000"},"index":0,"__proto__":1}'));
    expect(await getStore().tasks.read(runKey, '/b')).toMatchObject({ locals: { signal: null } });
  });

  it('neither describes nor names what does not exist, nor with what is no text', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const missing = { code: 'not_found', path: '/nowhere' };
    await expect(getStore().tasks.describe(runKey, '/nowhere', { title: 'x' })).rejects.toMatchObject(missing);
    await expect(getStore().tasks.writeLocals(runKey, '/nowhere', { x: 1 })).rejects.toMatchObject(missing);
    await expect(getStore().tasks.describe(runKey, '/a', { title: '\0' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ title: null });
  });
}
