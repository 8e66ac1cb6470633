import { expect, it } from 'vitest';
import { givenRun, newSignal, newTask, runAttempt, transition, uniqueId } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function queriesContract(getStore: GetStore): void {
  const tree = [
    newTask('/b', { ordinal: [0] }),
    newTask('/b/x', { ordinal: [0, 0] }),
    newTask('/b/on_error', { ordinal: [0, 1_000_000] }),
    newTask('/a', { ordinal: [1], attributes: { team: 'core' }, locals: { item: 1 } }),
    newTask('/a/10', { ordinal: [1, 10] }),
    newTask('/a/9', { ordinal: [1, 9], locals: { item: { n: 9 }, index: 9 } }),
    newTask('/a/9/z', { ordinal: [1, 9, 0] }),
  ];
  const inOrder = ['/', '/b', '/b/x', '/b/on_error', '/a', '/a/9', '/a/9/z', '/a/10'];

  it('lists tasks depth first in the order of the definition', async () => {
    const runKey = await givenRun(getStore(), tree);
    expect((await getStore().tasks.list(runKey)).map(({ path }) => path)).toEqual(inOrder);
  });

  it('lists tasks page by page', async () => {
    const runKey = await givenRun(getStore(), tree);
    const seen: string[] = [];
    let after: readonly number[] | undefined;
    for (;;) {
      const page = await getStore().tasks.list(runKey, { limit: 3, ...(after && { after }) });
      seen.push(...page.map(({ path }) => path));
      after = page.at(-1)?.ordinal;
      if (page.length < 3) break;
    }
    expect(seen).toEqual(inOrder);
  });

  it('summarizes without outputs, locals and attributes', async () => {
    const runKey = await givenRun(getStore(), tree);
    const listed = await getStore().tasks.list(runKey);
    const expected = listed.map(({ output: _, locals: __, attributes: ___, ...summary }) => summary);
    expect(await getStore().tasks.summarize(runKey)).toEqual(expected);
  });

  it('counts tasks by status', async () => {
    const runKey = await givenRun(getStore(), tree);
    await getStore().tasks.write({
      runKey,
      transitions: [transition('/b', 1), transition('/a', 2, { status: 'failed' })],
    });
    expect(await getStore().tasks.countByStatus(runKey)).toEqual({ pending: 6, in_progress: 1, failed: 1 });
    expect(await getStore().tasks.countByStatus('nowhere')).toEqual({});
  });

  it('knows the last visits of what was done and has no row that says so, and the last generation', async () => {
    const store = getStore();
    const runKey = await givenRun(store, ['/a', '/b', '/w']);
    expect(await store.tasks.readLastVisits(runKey)).toEqual({ generation: 0, visits: new Map() });
    await runAttempt(store, { runKey, path: '/a', visit: 2 });
    await runAttempt(store, { runKey, path: '/b', visit: 3 });
    const signal = newSignal(runKey);
    await store.messages.addSignals([signal]);
    const consumed = [{ id: signal.id, distinctKey: null }];
    await store.messages.settleSignals({ runKey, path: '/w', visit: 5, consumed, unmatched: [] });
    await store.tasks.write({
      runKey,
      transitions: [transition('/b', 1, { visit: 4, version: `000007.${'0'.repeat(15)}.000000001` })],
    });
    expect(await store.tasks.readLastVisits(runKey)).toEqual({ generation: 7, visits: new Map([['/w', 5]]) });
    await store.tasks.write({
      runKey,
      resets: [{ path: '/', version: `000008.${'0'.repeat(15)}.000000001`, removeBelow: ['/'], nextVisit: 9, at: 1 }],
    });
    const { generation, visits } = await store.tasks.readLastVisits(runKey);
    expect([generation, visits]).toEqual([
      8,
      new Map([
        ['/a', 2],
        ['/b', 3],
        ['/w', 5],
      ]),
    ]);
  });

  it('finds a task by its id in its workspace only', async () => {
    const workspace = uniqueId('ws');
    const runKey = await givenRun(getStore(), ['/a'], { workspace });
    const task = await getStore().tasks.read(runKey, '/a');
    expect(await getStore().tasks.readById(workspace, task?.taskId ?? '')).toEqual(task);
    expect(await getStore().tasks.readById('default', task?.taskId ?? '')).toBeNull();
  });

  it('says null for a task that does not exist', async () => {
    const runKey = await givenRun(getStore());
    expect(await getStore().tasks.read(runKey, '/nowhere')).toBeNull();
    expect(await getStore().tasks.read('nowhere', '/')).toBeNull();
  });

  it('lists the children directly below, in order, without attached tasks', async () => {
    const runKey = await givenRun(getStore(), tree);
    const children = async (path: string) =>
      (await getStore().tasks.listChildren(runKey, path)).map((child) => child.path);
    expect(await children('/')).toEqual(['/b', '/a']);
    expect(await children('/a')).toEqual(['/a/9', '/a/10']);
    expect(await children('/b')).toEqual(['/b/x']);
    expect(await children('/a/10')).toEqual([]);
  });

  it('reads children by id, in order, with status, output and error', async () => {
    const runKey = await givenRun(getStore(), tree);
    const error = { code: 'task_failed', message: 'No.', path: '/a/9' } as const;
    await getStore().tasks.write({
      runKey,
      transitions: [
        transition('/a/9', 1, { status: 'failed', error }),
        transition('/a/10', 2, { output: { value: [1] } }),
      ],
    });
    const children = await getStore().tasks.readChildren(runKey, '/a');
    expect([...children]).toEqual([
      ['9', { status: 'failed', output: null, error }],
      ['10', { status: 'in_progress', output: [1], error: null }],
    ]);
  });

  it('reads what expressions see, and no more than was asked for', async () => {
    const parent = { runKey: 'parent', path: '/call', visit: 1 };
    const runKey = await givenRun(getStore(), tree, { input: { sha: 'abc' }, parent, createdAt: 5, startedBy: 'bob' });
    await getStore().tasks.write({ runKey, transitions: [transition('/', 1, { at: 8 })] });
    await runAttempt(getStore(), { runKey, path: '/b/x', visit: 1 }, { output: { url: 'u' } });
    const scope = await getStore().tasks.readScope({
      runKey,
      needsInput: true,
      outputsOf: ['/b/x', '/a', '/nowhere'],
      localsOf: ['/', '/a', '/a/9', '/nowhere'],
      attributesOf: ['/a', '/b', '/nowhere'],
    });
    const run = await getStore().runs.read(runKey);
    expect(scope).toEqual({
      run: {
        runId: run?.runId,
        workspace: 'default',
        definitionId: 'release',
        version: '1.0.0',
        startedAt: 8,
        createdAt: 5,
        parent,
        startedBy: 'bob',
      },
      input: { sha: 'abc' },
      tasks: new Map([
        ['/b/x', { status: 'completed', output: { url: 'u' }, error: null }],
        ['/a', { status: 'pending', output: null, error: null }],
      ]),
      locals: new Map([
        ['/a', { item: 1 }],
        ['/a/9', { item: { n: 9 }, index: 9 }],
      ]),
      attributes: new Map([
        ['/a', { team: 'core' }],
        ['/b', {}],
      ]),
    });
  });

  it('reads the scope of a run without its input', async () => {
    const runKey = await givenRun(getStore(), [], { input: { big: true } });
    const nothing = { needsInput: false, outputsOf: [], localsOf: [], attributesOf: [] };
    expect(await getStore().tasks.readScope({ runKey, ...nothing })).toMatchObject({ input: null, tasks: new Map() });
    await expect(getStore().tasks.readScope({ runKey: 'nowhere', ...nothing })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('finds waits by signal and correlation key over all runs of a workspace', async () => {
    const workspace = uniqueId('ws');
    const waiting = (name: string, correlation: string | null) =>
      ({ status: 'waiting', waiting: { for: 'signal', name, correlation } }) as const;
    const one = await givenRun(getStore(), ['/a', '/b', '/c'], { workspace });
    const two = await givenRun(getStore(), ['/a', '/b'], { workspace });
    const other = await givenRun(getStore(), ['/a'], { workspace: uniqueId('ws') });
    await getStore().tasks.write({
      runKey: one,
      transitions: [
        transition('/a', 1, waiting('pr', '7')),
        transition('/b', 2, waiting('pr', '8')),
        transition('/c', 3, waiting('pr', null)),
      ],
    });
    await getStore().tasks.write({
      runKey: two,
      transitions: [transition('/a', 1, waiting('pr', '7')), transition('/b', 2, waiting('other', '7'))],
    });
    await getStore().tasks.write({ runKey: other, transitions: [transition('/a', 1, waiting('pr', '7'))] });
    const find = () => getStore().tasks.findWaiting({ workspace, signal: 'pr', correlation: '7' });
    const expected = [
      { runKey: one, path: '/a' },
      { runKey: two, path: '/a' },
    ];
    expect(await find()).toHaveLength(2);
    expect(await find()).toEqual(expect.arrayContaining(expected));
    await getStore().tasks.write({ runKey: one, transitions: [transition('/a', 4, { status: 'completed' })] });
    await getStore().tasks.write({ runKey: two, transitions: [transition('/a', 3, { status: 'paused' })] });
    expect(await find()).toEqual([]);
    await getStore().tasks.write({ runKey: two, transitions: [transition('/a', 4, { status: 'waiting' })] });
    expect(await find()).toEqual([{ runKey: two, path: '/a' }]);
  });
}
