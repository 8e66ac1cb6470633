import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const broken = 'action: broken, retry: { max_attempts: 1 }';

function actions(log: string[]) {
  return {
    broken: () => {
      throw new Error('it is broken');
    },
    undo: async (_: unknown, { path, sleep }: MockContext) => {
      await sleep(10);
      log.push(path.replace('/compensate', ''));
    },
  };
}

/** Plays the scenario twice, as `play` does, and expects the same order both times. */
async function orderOf(definition: string): Promise<string[]> {
  const log: string[] = [];
  await play(definition, { actions: actions(log) });
  const half = log.length / 2;
  expect(log.slice(half)).toEqual(log.slice(0, half));
  return log.slice(0, half);
}

const undo = 'compensate: { action: undo }';

describe('a composite that fails', () => {
  it('skips the rest and undoes what completed, the last first', async () => {
    const definition = `tasks:
  - { id: a, action: noop, ${undo} }
  - { id: b, action: noop }
  - { id: c, action: noop, ${undo} }
  - { id: d, ${broken}, ${undo} }
  - { id: e, action: noop, ${undo} }`;
    expect(await orderOf(definition)).toEqual(['/c', '/a']);
    const view = await play(definition, { actions: actions([]) });
    expect(statusesOf(view)).toEqual({
      '/': 'failed',
      '/a': 'completed',
      '/a/compensate': 'completed',
      '/b': 'completed',
      '/c': 'completed',
      '/c/compensate': 'completed',
      '/d': 'failed',
      '/e': 'skipped (earlier_task_failed)',
    });
    expect(view.error).toEqual({ code: 'task_failed', message: 'it is broken', path: '/d' });
    expect(view.endedAt).toBe('2030-01-01T00:00:00.020Z');
  });

  it('undoes the children of a container that has no compensate of its own, at any depth', async () => {
    expect(
      await orderOf(`tasks:
  - { id: first, action: noop, ${undo} }
  - id: box
    tasks:
      - { id: a, action: noop, ${undo} }
      - { id: fan, kind: parallel, tasks: [{ id: x, action: noop, ${undo} }, { id: y, action: noop, ${undo} }] }
      - { id: each, kind: collection, items: "[1, 2, 3]", do: [{ id: z, action: noop, ${undo} }] }
      - { id: route, kind: router, switch: "'p'", cases: { p: { action: noop, ${undo} }, q: { action: noop, ${undo} } } }
  - { id: bad, ${broken} }`),
    ).toEqual([
      '/box/route/p',
      '/box/each/2/z',
      '/box/each/1/z',
      '/box/each/0/z',
      '/box/fan/y',
      '/box/fan/x',
      '/box/a',
      '/first',
    ]);
  });

  it('undoes a container by its own compensate alone', async () => {
    expect(
      await orderOf(`tasks:
  - { id: box, ${undo}, tasks: [{ id: a, action: noop, ${undo} }] }
  - { id: bad, ${broken} }`),
    ).toEqual(['/box']);
  });

  it('leaves out what was skipped, and what failed and continued', async () => {
    expect(
      await orderOf(`tasks:
  - { id: a, action: noop, ${undo} }
  - { id: b, when: "false", action: noop, ${undo} }
  - { id: c, ${broken}, on_error: continue, ${undo} }
  - { id: bad, ${broken} }`),
    ).toEqual(['/a']);
  });

  it('records a compensation that fails, and runs the others', async () => {
    const view = await play(
      `tasks:
  - { id: a, action: noop, ${undo} }
  - { id: b, action: noop, compensate: { ${broken} } }
  - { id: bad, ${broken} }`,
      { actions: actions([]) },
    );
    expect(statusesOf(view)).toMatchObject({ '/b/compensate': 'failed', '/a/compensate': 'completed' });
    expect(taskOf(view, '/b/compensate').error).toMatchObject({ path: '/b/compensate' });
    expect(view.error).toMatchObject({ path: '/bad' });
  });

  it('undoes what completed when a child times out', async () => {
    expect(
      await orderOf(`tasks:
  - { id: a, action: noop, ${undo} }
  - { id: b, kind: wait, signal: s, timeout: 1h }`),
    ).toEqual(['/a']);
  });

  it('undoes what an inner composite has not undone by itself', async () => {
    expect(
      await orderOf(`tasks:
  - { id: a, action: noop, ${undo} }
  - { id: inner, tasks: [{ id: b, action: noop, ${undo} }, { id: bad, ${broken} }] }`),
    ).toEqual(['/inner/b', '/a']);
  });

  it('undoes nothing when its error is handled further in', async () => {
    expect(
      await orderOf(`tasks:
  - { id: a, action: noop, ${undo} }
  - { id: b, ${broken}, on_error: { action: noop } }`),
    ).toEqual([]);
  });

  it('undoes before its own error is handled', async () => {
    const view = await play(
      `tasks:
  - { id: box, tasks: [{ id: a, action: noop, ${undo} }, { id: bad, ${broken} }], on_error: { action: noop } }`,
      { actions: actions([]) },
    );
    expect(taskOf(view, '/box/on_error').startedAt).toBe('2030-01-01T00:00:00.010Z');
  });

  it('undoes the round of a repeat that fails, and no earlier one', async () => {
    const view = await play(
      `tasks:
  - id: loop
    repeat: { until: "false", max: 9 }
    tasks:
      - { id: a, action: noop, ${undo} }
      - { id: b, action: third }`,
      {
        actions: {
          ...actions([]),
          third: (_: unknown, { visit }: MockContext) => {
            if (visit === 3) throw new Error('third time');
          },
        },
      },
    );
    expect(taskOf(view, '/loop/a/compensate')).toMatchObject({ status: 'completed', visit: 3 });
  });

  it('undoes all of it although its time is up meanwhile', async () => {
    const view = await play(
      `tasks:
  - id: box
    deadline: 5ms
    timeout: 4ms
    tasks: [{ id: a, action: noop, ${undo} }, { id: b, action: noop, ${undo} }, { id: bad, ${broken} }]`,
      { actions: actions([]) },
    );
    expect(statusesOf(view)).toMatchObject({
      '/box': 'failed',
      '/box/a/compensate': 'completed',
      '/box/b/compensate': 'completed',
    });
  });

  it('sees the item that it undoes', async () => {
    const view = await play(
      `tasks:
  - { id: each, kind: collection, items: "['a', 'b']", do: { action: noop, compensate: { action: transform, with: "\${{ item + string(index) }}" } } }
  - { id: bad, ${broken} }`,
      { actions: actions([]) },
    );
    expect([taskOf(view, '/each/0/compensate').output, taskOf(view, '/each/1/compensate').output]).toEqual([
      'a0',
      'b1',
    ]);
  });

  it('reads what it undoes', async () => {
    const view = await play(
      `tasks:
  - { id: a, action: transform, with: { order: 7 }, compensate: { action: transform, with: "\${{ tasks.a.output.order }}" } }
  - { id: bad, ${broken} }`,
      { actions: actions([]) },
    );
    expect(taskOf(view, '/a/compensate').output).toBe(7);
  });
});

describe('a composite that is cancelled', () => {
  it('undoes nothing', async () => {
    const view = await play(
      `tasks: [{ id: a, action: noop, ${undo} }, { id: b, action: external }]`,
      { actions: actions([]) },
      (run) => run.cancel(),
    );
    expect(statusesOf(view)).toEqual({
      '/': 'cancelled (cancelled)',
      '/a': 'completed',
      '/b': 'cancelled (cancelled)',
    });
  });

  it('while it undoes stops undoing', async () => {
    const view = await play(
      `tasks:
  - { id: a, action: noop, compensate: { action: external } }
  - { id: b, action: noop, compensate: { action: external } }
  - { id: bad, ${broken} }`,
      { actions: actions([]) },
      async (run) => {
        expect(statusesOf(await run.view())).toMatchObject({ '/': 'in_progress', '/b/compensate': 'waiting' });
        await run.cancel();
      },
    );
    expect(statusesOf(view)).toMatchObject({ '/': 'cancelled (cancelled)', '/b/compensate': 'cancelled (cancelled)' });
    expect(Object.keys(statusesOf(view))).not.toContain('/a/compensate');
  });
});
