import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const actions = {
  count: (_: unknown, { visit }: MockContext) => visit,
};

describe('a repeat', () => {
  it('runs the list again until its condition holds, and puts out the last round', async () => {
    const view = await play(
      `tasks: [{ id: loop, repeat: { until: tasks.n.output == 3, max: 10 }, tasks: [{ id: n, action: count }, { id: m, action: noop }] }]`,
      { actions },
    );
    expect(view.output).toEqual({ loop: { n: 3, m: null } });
    expect([taskOf(view, '/loop').visit, taskOf(view, '/loop/n').visit, taskOf(view, '/loop/m').visit]).toEqual([
      1, 3, 3,
    ]);
  });

  it('keeps only the children of the last round', async () => {
    const view = await play(
      `tasks:
  - id: loop
    repeat: { until: size(tasks.each.output) == 1, max: 10 }
    tasks:
      - { id: n, action: count }
      - { id: each, kind: collection, items: { from: 1, to: "\${{ 4 - tasks.n.output }}" }, do: { action: transform, with: "\${{ item }}" } }`,
      { actions },
    );
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/loop': 'completed',
      '/loop/n': 'completed',
      '/loop/each': 'completed',
      '/loop/each/0': 'completed',
    });
    expect(taskOf(view, '/loop/each/0')).toMatchObject({ visit: 3, output: 1 });
  });

  it('pauses between the rounds, not after the last', async () => {
    const view = await play(
      `{ repeat: { until: tasks.n.output == 3, max: 10, delay: 5s }, tasks: [{ id: n, action: count }] }`,
      { actions },
    );
    expect([view.endedAt, view.output]).toEqual(['2030-01-01T00:00:10.000Z', { n: 3 }]);
  });

  it('fails when it reaches the most rounds', async () => {
    const view = await play(`{ repeat: { until: "false", max: 3 }, tasks: [{ id: n, action: count }] }`, { actions });
    expect(view.error).toEqual({
      code: 'task_failed',
      message: 'repeat.until did not hold after 3 rounds, and repeat.max is 3.',
      path: '/',
    });
    expect(taskOf(view, '/n')).toMatchObject({ status: 'completed', visit: 3, output: 3 });
  });

  it('ends with the first round that fails', async () => {
    const view = await play(
      `{ repeat: { until: "false", max: 9 }, tasks: [{ id: n, action: fails, retry: { max_attempts: 1 } }, { id: m, action: noop }] }`,
      {
        actions: {
          fails: (_: unknown, { visit }: MockContext) => {
            if (visit === 2) throw new Error('twice');
          },
        },
      },
    );
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/n': 'failed', '/m': 'skipped (earlier_task_failed)' });
    expect(taskOf(view, '/m').visit).toBe(2);
  });

  it('fails when its condition cannot be evaluated', async () => {
    const view = await play(`{ repeat: { until: tasks.n.output.done, max: 9 }, tasks: [{ id: n, action: count }] }`, {
      actions,
    });
    expect(view.error).toMatchObject({ code: 'invalid_input', path: '/' });
    expect(view.error?.message).toContain('repeat.until');
  });

  it('repeats nothing as well', async () => {
    const view = await play(`{ repeat: { until: "true", max: 9 }, tasks: [] }`);
    expect([view.status, view.output]).toEqual(['completed', {}]);
  });

  it('of nothing that never holds comes to its end', async () => {
    expect((await play(`{ repeat: { until: "false", max: 200 }, tasks: [] }`)).status).toBe('failed');
  });

  it('may stand in a repeat: visits go on where they were', async () => {
    const view = await play(
      `repeat: { until: tasks.inner.output.n >= 4, max: 5 }
tasks:
  - { id: inner, repeat: { until: tasks.n.output % 2 == 0, max: 5 }, tasks: [{ id: n, action: count }] }`,
      { actions },
    );
    expect(view.output).toEqual({ inner: { n: 4 } });
    expect([taskOf(view, '/inner').visit, taskOf(view, '/inner/n').visit]).toEqual([2, 4]);
  });

  it('does not take a signal of one round for the next', async () => {
    await play(
      `{ repeat: { until: tasks.w.output.signal.payload == 2, max: 5 }, tasks: [{ id: w, kind: wait, signal: s }] }`,
      {},
      async (run) => {
        await run.signal('s', 1);
        expect(await run.task('/w')).toMatchObject({ status: 'waiting', visit: 2 });
        await run.signal('s', 2);
        expect((await run.view()).status).toBe('completed');
      },
    );
  });

  it('takes early signals one a round, in the order they came', async () => {
    await play(
      `tasks:
  - { id: go, action: external }
  - { id: loop, repeat: { until: tasks.w.output.signal.payload == 3, max: 5 }, tasks: [{ id: w, kind: wait, signal: s }] }`,
      {},
      async (run) => {
        for (const n of [1, 2, 3, 4]) await run.signal('s', n);
        await run.complete('/go');
        expect(await run.task('/loop/w')).toMatchObject({ status: 'completed', visit: 3 });
      },
    );
  });

  it('starts retries, external work and attached tasks anew in each round', async () => {
    await play(
      `repeat: { until: tasks.e.output == 2, max: 5 }
tasks:
  - { id: e, action: external }
  - { id: f, action: fails, retry: { max_attempts: 2 }, on_error: { action: transform, with: handled } }`,
      {
        actions: {
          fails: () => {
            throw new Error('always');
          },
        },
      },
      async (run) => {
        await run.complete('/e', 1);
        await run.advance('1s');
        expect(Object.keys(statusesOf(await run.view()))).toEqual(['/', '/e', '/f']);
        await run.complete('/e', 2);
        await run.finish();
        const view = await run.view();
        expect(taskOf(view, '/f')).toMatchObject({ visit: 2, attempt: 2, output: 'handled' });
        expect(taskOf(view, '/f/on_error')).toMatchObject({ status: 'completed', visit: 2 });
      },
    );
  });
});
