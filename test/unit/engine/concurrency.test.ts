import { describe, expect, it } from 'vitest';
import { play, statusesOf, taskOf } from './play.js';

const ONE = 'concurrency: { key: deploy, limit: 1 }';

describe('tasks with the same concurrency key', () => {
  it('run as many at once as the limit says, in the order they came', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: a, action: external, concurrency: { key: deploy, limit: 2 } }
  - { id: b, action: external, concurrency: { key: deploy, limit: 2 } }
  - { id: c, action: external, concurrency: { key: deploy, limit: 2 } }
  - { id: d, action: external, concurrency: { key: deploy, limit: 2 } }
  - { id: e, action: external, concurrency: { key: other, limit: 2 } }`,
      {},
      async (run) => {
        const first = { '/a': 'waiting', '/b': 'waiting', '/c': 'pending', '/d': 'pending', '/e': 'waiting' };
        expect(statusesOf(await run.settle())).toMatchObject(first);
        const second = await run.complete('/b');
        expect(statusesOf(second)).toMatchObject({
          '/a': 'waiting',
          '/b': 'completed',
          '/c': 'waiting',
          '/d': 'pending',
        });
        expect(taskOf(second, '/d')).toMatchObject({ attempt: 0, startedAt: null });
        expect(statusesOf(await run.complete('/a'))).toMatchObject({ '/c': 'waiting', '/d': 'waiting' });
        for (const path of ['/c', '/d', '/e']) await run.complete(path);
        expect((await run.settle()).status).toBe('completed');
      },
    );
  });

  it('make room when one of them fails, is tried again, or times out', async () => {
    const view = await play(
      `kind: parallel
strategy: best_effort
tasks:
  - { id: a, action: fails, ${ONE}, retry: { max_attempts: 3 } }
  - { id: b, kind: wait, signal: never, timeout: 1h, ${ONE} }
  - { id: c, tasks: [{ id: d, action: noop }], ${ONE} }`,
      { actions: { fails: () => Promise.reject(new Error('no')) } },
    );
    expect(statusesOf(view)).toMatchObject({ '/a': 'failed', '/b': 'timed_out', '/c': 'completed' });
    expect(taskOf(view, '/a').attempt).toBe(3);
    expect(taskOf(view, '/c').startedAt).toBe(taskOf(view, '/b').endedAt);
  });

  it('share the limit over runs, by what the key comes to', async () => {
    const child =
      'id: child\nversion: 1.0.0\ntasks: [{ id: t, action: external, concurrency: { key: "${{ input.env }}", limit: 1 } }]';
    await play(
      `kind: collection
items: "['prod', 'prod', 'test']"
do: { action: run, with: { definition: child, input: { env: "\${{ item }}" } } }`,
      { pushed: [child] },
      async (run) => {
        await run.settle();
        const waiting = async () => {
          await run.settle();
          const open = await run.client.listWaiting();
          return open.filter((one) => one.path === '/t').map((one) => one.runId);
        };
        const before = await waiting();
        expect(before).toHaveLength(2);
        for (const runId of before) await run.client.complete({ runId, path: '/t', output: null, by: 'ann' });
        const after = await waiting();
        expect(after).toHaveLength(1);
        for (const runId of after) await run.client.complete({ runId, path: '/t', output: null, by: 'ann' });
        expect((await run.settle()).status).toBe('completed');
      },
    );
  });

  it('leave the line when they are cancelled in it, or their deadline passes', async () => {
    await play(
      `kind: parallel
strategy: best_effort
tasks:
  - { id: a, action: external, ${ONE} }
  - { id: b, action: external, ${ONE}, deadline: 1h }
  - { id: race, kind: parallel, strategy: race, tasks: [{ id: c, action: external, ${ONE} }, { id: d, kind: wait, duration: 1h }] }
  - { id: e, action: external, ${ONE} }`,
      {},
      async (run) => {
        await run.advance('2h');
        const late = await run.settle();
        expect(statusesOf(late)).toMatchObject({
          '/a': 'waiting',
          '/b': 'timed_out',
          '/race/c': 'cancelled (strategy)',
          '/e': 'pending',
        });
        expect(taskOf(late, '/race/c').attempt).toBe(0);
        expect(statusesOf(await run.complete('/a'))).toMatchObject({ '/e': 'waiting' });
        expect((await run.complete('/e')).status).toBe('completed');
      },
    );
  });

  it('begin to wait for their own signal only when it is their turn', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: a, action: external, ${ONE} }
  - { id: b, kind: wait, duration: 1h, ${ONE} }`,
      {},
      async (run) => {
        await run.advance('2h');
        expect(statusesOf(await run.complete('/a'))).toMatchObject({ '/b': 'waiting' });
        await run.advance('1h');
        expect((await run.settle()).status).toBe('completed');
      },
    );
  });

  it('do not wait for the task that they are part of', async () => {
    const view = await play(
      `tasks: [{ id: a, ${ONE}, kind: parallel, tasks: [{ id: b, action: noop, ${ONE} }, { id: c, action: noop, ${ONE} }] }]
${ONE}`,
    );
    expect(view.status).toBe('completed');
  });

  it('wait again in the next round, and in a rerun', async () => {
    const view = await play(
      `repeat: { until: tasks.n.output == 3, max: 3 }
tasks:
  - { id: n, action: count, ${ONE} }
  - { id: m, action: noop, ${ONE} }`,
      { actions: { count: (_: unknown, { visit }: { visit: number }) => visit } },
    );
    expect(view.status).toBe('completed');
  });

  it('stay where they are while the run is paused', async () => {
    await play(
      `kind: parallel
tasks: [{ id: a, action: external, ${ONE} }, { id: b, kind: wait, signal: go, ${ONE} }]`,
      {},
      async (run) => {
        await run.settle();
        await run.client.pause({ runId: run.runId, by: 'ann' });
        expect(statusesOf(await run.complete('/a'))).toMatchObject({ '/a': 'completed', '/b': 'pending' });
        await run.client.resume({ runId: run.runId, by: 'ann' });
        expect(statusesOf(await run.settle())).toMatchObject({ '/b': 'waiting' });
        await run.client.cancel({ runId: run.runId, by: 'ann' });
        expect((await run.settle()).status).toBe('cancelled');
      },
    );
  });

  it('fail on a key that is none', async () => {
    const view = await play('tasks: [{ id: a, action: noop, concurrency: { key: "${{ input.key }}", limit: 1 } }]', {
      input: { key: '' },
    });
    expect(taskOf(view, '/a').error).toMatchObject({ code: 'invalid_input', path: '/a' });
  });
});
