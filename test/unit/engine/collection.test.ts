import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { outputsOf, play, statusesOf, taskOf } from './play.js';

const actions = {
  slow: async ({ ms, value }: { ms: number; value?: number }, { sleep }: MockContext) => {
    await sleep(ms);
    if (value === -1) throw new Error('minus one');
    return value ?? ms;
  },
};

async function itemsOf(head: string, options: Parameters<typeof play>[1] = {}): Promise<unknown> {
  const view = await play(
    `{ kind: collection, ${head}, do: { action: transform, with: { item: "\${{ item }}", index: "\${{ index }}" } } }`,
    options,
  );
  return view.output;
}

describe('a collection', () => {
  it('goes through a list, with the position as index', async () => {
    expect(await itemsOf('items: input.list', { input: { list: ['a', null, { b: 1 }] } })).toEqual([
      { item: 'a', index: 0 },
      { item: null, index: 1 },
      { item: { b: 1 }, index: 2 },
    ]);
  });

  it('goes through a map in the order of its keys, with the key as index', async () => {
    expect(await itemsOf('items: input.map', { input: { map: { b: 2, a: 1, '10': 0, Z: 3 } } })).toEqual([
      { item: 0, index: '10' },
      { item: 3, index: 'Z' },
      { item: 1, index: 'a' },
      { item: 2, index: 'b' },
    ]);
  });

  it.each([
    ['{ from: 1, to: 3 }', [1, 2, 3]],
    ['{ from: 0, to: 10, step: 5 }', [0, 5, 10]],
    ['{ from: 0, to: 9, step: 5 }', [0, 5]],
    ['{ from: 3, to: 1, step: -1 }', [3, 2, 1]],
    ['{ from: 5, to: 5 }', [5]],
    ['{ from: 2, to: 1 }', []],
    ['{ from: 1, to: 2, step: -1 }', []],
    ['{ from: -1, to: "${{ input.n + 1 }}" }', [-1, 0, 1, 2, 3]],
  ])('goes through the range %s, both ends included', async (range, wanted) => {
    const items = (await itemsOf(`items: ${range}`, { input: { n: 2 } })) as { item: number; index: number }[];
    expect(items.map(({ item }) => item)).toEqual(wanted);
    expect(items.map(({ index }) => index)).toEqual(wanted.map((_, index) => index));
  });

  it('takes only what meets its filter, and numbers what it took', async () => {
    expect(await itemsOf('items: "[5, 1, 7, 2]", filter: item > 3 && index < 3')).toEqual([
      { item: 5, index: 0 },
      { item: 7, index: 1 },
    ]);
  });

  it('keeps the keys of a map through its filter', async () => {
    expect(await itemsOf(`items: input.map, filter: index != 'b'`, { input: { map: { a: 1, b: 2, c: 3 } } })).toEqual([
      { item: 1, index: 'a' },
      { item: 3, index: 'c' },
    ]);
  });

  it('takes several items at once with batch', async () => {
    expect(await itemsOf('items: { from: 1, to: 5 }, batch: 2')).toEqual([
      { item: [1, 2], index: 0 },
      { item: [3, 4], index: 1 },
      { item: [5], index: 2 },
    ]);
  });

  it('filters before it batches', async () => {
    expect(await itemsOf('items: { from: 1, to: 5 }, filter: item != 2, batch: 3')).toEqual([
      { item: [1, 3, 4], index: 0 },
      { item: [5], index: 1 },
    ]);
  });

  it.each(['items: "[]"', 'items: "{}"', 'items: "[1]", filter: "false"'])(
    'completes at once when it is empty: %s',
    async (head) => {
      expect(await itemsOf(head)).toEqual([]);
    },
  );

  it.each([
    ['items: input.missing', 'items'],
    ['items: "1"', 'items'],
    ['items: "null"', 'items'],
    ['items: "[1]", filter: item.x', 'filter'],
    ['items: "[1]", filter: "1"', 'filter'],
    ['items: { from: "${{ input.list }}", to: 2 }', 'from'],
    ['items: { from: 1, to: 2, step: "${{ 0 }}" }', 'step'],
    ['items: { from: 1, to: "${{ 1.5 }}" }', 'to'],
    ['items: { from: 1, to: "${{ 100001 }}" }', '100000'],
  ])('fails when it cannot tell its items: %s', async (head, word) => {
    const view = await play(`{ kind: collection, ${head}, do: { action: noop } }`, { input: { list: [] } });
    expect(view).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/' } });
    expect(view.error?.message).toContain(word);
  });

  it('puts out a list in the order of the items, whatever finished first, null for what did not complete', async () => {
    const view = await play(
      `{ kind: collection, strategy: best_effort, items: "[9, -1, 3]", do: { action: slow, retry: { max_attempts: 1 }, with: { ms: "\${{ item < 0 ? 1 : item }}", value: "\${{ item }}" } } }`,
      { actions },
    );
    expect(view.output).toEqual([9, null, 3]);
    expect(view.tasks.map((task) => task.path)).toEqual(['/', '/0', '/1', '/2']);
  });

  it('leaves null for an item that is skipped', async () => {
    const view = await play(
      `{ kind: collection, items: "[1, 2]", do: { when: item == 2, action: transform, with: "\${{ item }}" } }`,
    );
    expect([view.status, view.output]).toEqual(['completed', [null, 2]]);
  });

  it('runs its items one after another in sequential mode', async () => {
    const view = await play(
      `{ kind: collection, mode: sequential, items: "[5, 1, 3]", do: { action: slow, with: { ms: "\${{ item }}" } } }`,
      {
        actions,
      },
    );
    expect(['/0', '/1', '/2'].map((path) => taskOf(view, path).endedAt?.slice(-4))).toEqual(['005Z', '006Z', '009Z']);
  });

  it('goes on after a failure in sequential mode, or stops at it with fail_fast', async () => {
    const definition = (strategy: string) =>
      `{ kind: collection, strategy: ${strategy}, mode: sequential, items: "[1, -1, 2]", do: { action: slow, retry: { max_attempts: 1 }, with: { ms: 1, value: "\${{ item }}" } } }`;
    expect(statusesOf(await play(definition('wait_all'), { actions }))).toEqual({
      '/': 'failed',
      '/0': 'completed',
      '/1': 'failed',
      '/2': 'completed',
    });
    expect(statusesOf(await play(definition('fail_fast'), { actions }))).toEqual({
      '/': 'failed',
      '/0': 'completed',
      '/1': 'failed',
      '/2': 'cancelled (strategy)',
    });
  });

  it('limits how many items run at once', async () => {
    const view = await play(
      `{ kind: collection, max_concurrency: 2, items: "[4, 2, 2]", do: { action: slow, with: { ms: "\${{ item }}" } } }`,
      { actions },
    );
    expect(view.endedAt).toBe('2030-01-01T00:00:00.004Z');
    expect(taskOf(view, '/2').startedAt).toBe('2030-01-01T00:00:00.002Z');
  });

  it('names its item and its index as it is told', async () => {
    const view = await play(
      `{ kind: collection, items: "[7]", as: file, index_as: n, filter: file == 7 && n == 0, do: { action: transform, with: "\${{ file + n }}" } }`,
    );
    expect(view.output).toEqual([7]);
  });

  it('leaves the names of outer collections visible, and an inner name hides an outer one', async () => {
    const view = await play(`kind: collection
items: "[10, 20]"
as: outer
do:
  kind: collection
  items: "[1, 2]"
  do: { action: transform, with: "\${{ outer + item + index }}" }`);
    expect(view.output).toEqual([
      [11, 13],
      [21, 23],
    ]);
  });

  it('runs a list of tasks for each item, which see each other and not those of another item', async () => {
    const view = await play(
      `{ kind: collection, items: "[1, 2]", do: [{ id: a, action: transform, with: "\${{ item * 10 }}" }, { id: b, action: transform, with: "\${{ tasks.a.output + 1 }}" }] }`,
    );
    expect(view.output).toEqual([
      { a: 10, b: 11 },
      { a: 20, b: 21 },
    ]);
    expect(Object.keys(statusesOf(view))).toEqual(['/', '/0', '/0/a', '/0/b', '/1', '/1/a', '/1/b']);
  });

  it('may hold any kind, as deep as wanted', async () => {
    const view = await play(
      `kind: collection
items: input.rows
do:
  - id: route
    kind: router
    switch: "item.kind"
    cases:
      list: { kind: collection, items: item.values, as: value, do: { kind: parallel, tasks: [{ id: p, action: transform, with: "\${{ value * 2 }}" }] } }
      sum: { kind: aggregate, reduce: { op: sum, from: item.values } }
    default: { action: transform, with: "\${{ index }}" }`,
      {
        input: {
          rows: [
            { kind: 'list', values: [1, 2] },
            { kind: 'sum', values: [1, 2] },
            { kind: 'x', values: [] },
          ],
        },
      },
    );
    expect(view.output).toEqual([{ route: [{ p: 2 }, { p: 4 }] }, { route: 3 }, { route: 2 }]);
  });

  it('fails with the code and path of the item that failed first', async () => {
    const view = await play(
      `{ kind: collection, items: "[1, -1]", do: [{ id: a, action: slow, retry: { max_attempts: 1 }, with: { ms: 1, value: "\${{ item }}" } }] }`,
      { actions },
    );
    expect(view.error).toEqual({ code: 'task_failed', message: 'minus one', path: '/1/a' });
  });

  it('sees what came before it, and its outputs see its items', async () => {
    const view = await play(`tasks:
  - { id: list, action: transform, with: [3, 4] }
  - { id: each, kind: collection, items: tasks.list.output, do: { action: transform, with: "\${{ item }}" }, outputs: { second: "\${{ tasks['1'].output }}" } }`);
    expect(outputsOf(view)).toMatchObject({ '/each': { second: 4 } });
  });
});
