import { expect, it } from 'vitest';
import type { OutputSource } from '../../../src/domain/output-source.js';
import type { Transition } from '../../../src/store/store.js';
import { givenRun, newTask, transition } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function outputsContract(getStore: GetStore): void {
  const apply = (runKey: string, ...transitions: Transition[]) => getStore().tasks.write({ runKey, transitions });
  const outputOf = async (runKey: string, path: string) => (await getStore().tasks.read(runKey, path))?.output;
  let count = 0;
  const completed = (path: string, output: OutputSource): Transition =>
    transition(path, ++count, { status: 'completed', output });

  it('gathers outputs of children by id, in their order, null for those that have none', async () => {
    const runKey = await givenRun(getStore(), [
      newTask('/p', { ordinal: [0] }),
      newTask('/p/zeta', { ordinal: [0, 0] }),
      newTask('/p/alpha', { ordinal: [0, 1] }),
      newTask('/p/mid', { ordinal: [0, 2] }),
    ]);
    await apply(runKey, completed('/p/zeta', { value: { n: 1 } }), completed('/p/mid', { value: 'm' }));
    await apply(runKey, completed('/p', 'children-by-id'));
    expect(JSON.stringify(await outputOf(runKey, '/p'))).toBe('{"zeta":{"n":1},"alpha":null,"mid":"m"}');
  });

  it('gathers outputs of items as a list, in the order of the items and not of their names', async () => {
    const runKey = await givenRun(getStore(), ['/each', ...Array.from({ length: 12 }, (_, index) => `/each/${index}`)]);
    const items = [11, 2, 10, 0].map((index) => completed(`/each/${index}`, { value: `item ${index}` }));
    await apply(runKey, ...items, completed('/each', 'children-in-order'));
    const expected = Array.from({ length: 12 }, (_, index) =>
      [0, 2, 10, 11].includes(index) ? `item ${index}` : null,
    );
    expect(await outputOf(runKey, '/each')).toEqual(expected);
  });

  it('counts direct children only', async () => {
    const runKey = await givenRun(getStore(), ['/each', '/each/0', '/each/0/a', '/each/0/b', '/each/1', '/each/1/a']);
    await apply(
      runKey,
      completed('/each/0/a', { value: 1 }),
      completed('/each/0/b', { value: 2 }),
      completed('/each/0', 'children-by-id'),
      completed('/each', 'children-in-order'),
    );
    expect(await outputOf(runKey, '/each')).toEqual([{ a: 1, b: 2 }, null]);
  });

  it('leaves attached tasks out', async () => {
    const runKey = await givenRun(getStore(), [
      newTask('/p', { ordinal: [0] }),
      newTask('/p/a', { ordinal: [0, 0] }),
      newTask('/p/on_error', { ordinal: [0, 1_000_000] }),
    ]);
    await apply(runKey, completed('/p/a', { value: 1 }), completed('/p/on_error', { value: 2 }));
    await apply(runKey, completed('/p', 'children-by-id'), completed('/', { child: '/p/on_error' }));
    expect(await outputOf(runKey, '/p')).toEqual({ a: 1 });
    expect(await outputOf(runKey, '/')).toBe(2);
  });

  it.each([
    ['children-by-id', {}],
    ['children-in-order', []],
  ] as const)('gathers %s of no children', async (source, expected) => {
    const runKey = await givenRun(getStore(), ['/p']);
    await apply(runKey, completed('/p', source));
    expect(await outputOf(runKey, '/p')).toEqual(expected);
  });

  it('takes the output of one task, null when it has none', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b', '/c', '/d']);
    await apply(runKey, completed('/a', { value: { deep: [1] } }));
    await apply(
      runKey,
      completed('/b', { child: '/a' }),
      completed('/c', { child: '/d' }),
      completed('/d', { child: '/x' }),
    );
    expect(await outputOf(runKey, '/b')).toEqual({ deep: [1] });
    expect(await outputOf(runKey, '/c')).toBeNull();
    expect(await outputOf(runKey, '/d')).toBeNull();
  });

  it('resolves outputs in the order of the transitions, up a whole tree in one write', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/a/b', '/a/b/c', '/a/b/d', '/e']);
    await apply(
      runKey,
      completed('/a/b/c', { value: 1 }),
      completed('/a/b/d', { child: '/a/b/c' }),
      completed('/a/b', 'children-by-id'),
      completed('/a', 'children-by-id'),
      completed('/e', { child: '/a' }),
      completed('/', 'children-by-id'),
    );
    expect(await outputOf(runKey, '/')).toEqual({ a: { b: { c: 1, d: 1 } }, e: { b: { c: 1, d: 1 } } });
    expect(await getStore().runs.read(runKey)).toMatchObject({ output: { a: { b: { c: 1, d: 1 } } } });
  });

  it('sees children as they stood when the parent was decided, not as they are changed later in the write', async () => {
    const runKey = await givenRun(getStore(), ['/p', '/p/a', '/b', '/c']);
    await apply(
      runKey,
      completed('/p/a', { value: 'first' }),
      completed('/p', 'children-by-id'),
      completed('/b', { value: 'first' }),
      completed('/c', { child: '/b' }),
      completed('/p/a', { value: 'second' }),
      completed('/b', { value: 'second' }),
    );
    expect(await outputOf(runKey, '/p')).toEqual({ a: 'first' });
    expect(await outputOf(runKey, '/c')).toBe('first');
    expect(await outputOf(runKey, '/b')).toBe('second');
  });

  it('applies several changes of one task in their order', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b']);
    const started = ['/a', '/b'].map((path) => transition(path, ++count, { at: 5 }));
    await apply(runKey, ...started, completed('/a', { value: 1 }), completed('/b', { value: 2 }));
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ status: 'completed', output: 1, startedAt: 5 });
    expect(await getStore().tasks.read(runKey, '/b')).toMatchObject({ status: 'completed', output: 2, startedAt: 5 });
  });
}
