import { describe, expect, it } from 'vitest';
import { createTestRun, type MockContext } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const actions = {
  hang: async (_: unknown, { sleep }: MockContext) => sleep(Infinity),
  stubborn: async ({ ms }: { ms: number }, { sleep }: MockContext) => {
    await sleep(ms, { ignoresAbort: true });
    return 'too late';
  },
  broken: () => {
    throw new Error('broken');
  },
  slowStop: async (_: unknown, { sleep, signal }: MockContext) => {
    await sleep(Infinity).catch(() => undefined);
    expect(signal.aborted).toBe(true);
    await sleep(3_000, { ignoresAbort: true });
    throw new Error('stopped');
  },
};

describe('cancelling a run', () => {
  it('stops everything that runs, and gives up what has not started', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: action, action: hang }
  - { id: inline, action: hang, inline: true }
  - { id: external, action: external }
  - { id: wait, kind: wait, signal: s }
  - { id: approval, kind: wait, approval: { roles: [a] } }
  - { id: box, tasks: [{ id: x, action: hang }, { id: y, action: noop }] }
  - { id: each, kind: collection, items: "[1, 2]", max_concurrency: 1, do: { action: hang } }
  - { id: route, kind: router, switch: "'a'", cases: { a: { action: hang }, b: { action: noop } } }
  - { id: later, needs: [action], tasks: [{ id: z, action: noop }] }
  - { id: done, action: noop }`,
      { actions },
      (run) => run.cancel(),
    );
    const cancelled = 'cancelled (cancelled)';
    expect(statusesOf(view)).toEqual({
      '/': cancelled,
      '/action': cancelled,
      '/inline': cancelled,
      '/external': cancelled,
      '/wait': cancelled,
      '/approval': cancelled,
      '/box': cancelled,
      '/box/x': cancelled,
      '/box/y': cancelled,
      '/each': cancelled,
      '/each/0': cancelled,
      '/each/1': cancelled,
      '/route': cancelled,
      '/route/a': cancelled,
      '/route/b': 'skipped (case_not_taken)',
      '/later': cancelled,
      '/later/z': cancelled,
      '/done': 'completed',
    });
    expect(['/box/y', '/each/1', '/later', '/later/z'].map((path) => taskOf(view, path).attempt)).toEqual([0, 0, 0, 0]);
  });

  it('waits until the work has stopped', async () => {
    await play('{ action: slowStop }', { actions }, async (run) => {
      await run.cancel();
      expect((await run.view()).status).toBe('in_progress');
      await run.advance('3s');
      expect(await run.view()).toMatchObject({ status: 'cancelled', endedAt: '2030-01-01T00:00:03.000Z' });
    });
  });

  it('fences off what has not stopped after ten seconds: whatever it returns is dropped', async () => {
    await play(
      'tasks: [{ id: a, action: stubborn, with: { ms: 60000 } }, { id: b, action: noop }]',
      { actions },
      async (run) => {
        await run.cancel();
        await run.advance('9s');
        await run.advance('2s');
        expect(await run.view()).toMatchObject({ status: 'cancelled', output: null });
        await run.advance('2m');
        expect(await run.task('/a')).toMatchObject({ status: 'cancelled', output: null });
      },
    );
  });

  it('stops a pause between attempts at once', async () => {
    await play('{ action: broken, retry: { initial_interval: 1h } }', { actions }, async (run) => {
      await run.cancel();
      expect(await run.view()).toMatchObject({ status: 'cancelled', endedAt: '2030-01-01T00:00:00.000Z' });
    });
  });

  it('runs no handler and no compensation, also of what was just timing out', async () => {
    const view = await play(
      `tasks:
  - { id: a, action: noop, compensate: { action: noop } }
  - { id: b, action: stubborn, with: { ms: 7000 }, deadline: 1s, on_error: { kind: wait, signal: never } }`,
      { actions },
      async (run) => {
        await run.advance('2s');
        await run.cancel();
        await run.finish();
      },
    );
    expect(statusesOf(view)).toEqual({
      '/': 'cancelled (cancelled)',
      '/a': 'completed',
      '/b': 'cancelled (cancelled)',
    });
  });

  it('stops a handler that is under way', async () => {
    const view = await play(
      'tasks: [{ id: a, action: broken, retry: { max_attempts: 1 }, on_error: { action: external } }]',
      { actions },
      (run) => run.cancel(),
    );
    expect(statusesOf(view)).toEqual({
      '/': 'cancelled (cancelled)',
      '/a': 'cancelled (cancelled)',
      '/a/on_error': 'cancelled (cancelled)',
    });
  });

  it('stops the runs that it waits for, and leaves those that it does not', async () => {
    await play(
      `{ kind: parallel, tasks: [{ id: a, action: run, with: { definition: child } }, { id: b, action: run, with: { definition: child, wait: false } }, { id: c, action: external }] }`,
      { pushed: ['{ id: child, kind: wait, signal: s }'] },
      async (run) => {
        const waiting = await run.client.listWaiting();
        const children = waiting.map((one) => one.runId).filter((id) => id !== run.runId);
        await run.cancel();
        const statuses = await Promise.all(children.map(async (id) => (await run.other(id)).status));
        expect(statuses.sort()).toEqual(['cancelled', 'waiting']);
        expect((await run.view()).status).toBe('cancelled');
      },
    );
  });

  it('stops foreign work', async () => {
    const view = await play(
      '{ action: workflow, with: { type: theirs, queue: q } }',
      { foreign: { theirs: (_, { sleep }) => sleep(Infinity).then(() => null) } },
      (run) => run.cancel(),
    );
    expect(view.status).toBe('cancelled');
  });

  it('a second time is refused, and changes nothing', async () => {
    await play('{ action: slowStop }', { actions }, async (run) => {
      await run.cancel();
      await run.cancel();
      await run.finish();
      await expect(run.cancel()).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  it('before anything of it has run leaves nothing that started', async () => {
    const view = await play('{ kind: parallel, tasks: [{ id: a, action: external }] }', {}, (run) => run.cancel());
    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', path: '/' } });
  });
});

describe('work that a strategy cancels', () => {
  it('is waited for until it has stopped', async () => {
    const view = await play(
      '{ kind: parallel, strategy: race, tasks: [{ id: a, action: slowStop }, { id: b, kind: wait, duration: 1s }] }',
      { actions },
    );
    expect(view).toMatchObject({ status: 'completed', endedAt: '2030-01-01T00:00:04.000Z' });
    expect(statusesOf(view)).toMatchObject({ '/a': 'cancelled (strategy)' });
  });

  it('is fenced off after ten seconds', async () => {
    const view = await play(
      '{ kind: parallel, strategy: race, tasks: [{ id: a, action: stubborn, with: { ms: 3600000 } }, { id: b, kind: wait, duration: 1s }] }',
      { actions },
      async (run) => {
        await run.finish();
        await run.advance('2h');
      },
    );
    expect(view).toMatchObject({ status: 'completed', output: { a: null } });
    expect(Date.parse(view.endedAt ?? '') - Date.parse(view.startedAt ?? '')).toBeLessThanOrEqual(11_000);
  });

  it('is cancelled with everything below it, started or not', async () => {
    const view = await play(
      `kind: parallel
strategy: race
tasks:
  - { id: first, kind: wait, duration: 1s }
  - { id: box, tasks: [{ id: a, kind: wait, signal: s }, { id: b, tasks: [{ id: c, action: noop }] }] }
  - { id: blocked, needs: [box], tasks: [{ id: d, action: noop }] }`,
    );
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/first': 'completed',
      '/box': 'cancelled (strategy)',
      '/box/a': 'cancelled (strategy)',
      '/box/b': 'cancelled (strategy)',
      '/box/b/c': 'cancelled (strategy)',
      '/blocked': 'cancelled (strategy)',
      '/blocked/d': 'cancelled (strategy)',
    });
  });

  it('does not count as failed, nor run its handlers', async () => {
    const view = await play(
      `kind: parallel
strategy: quorum
quorum: 1
tasks:
  - { id: a, kind: wait, duration: 1s }
  - { id: b, kind: wait, signal: s, on_error: { action: noop } }`,
    );
    expect([view.status, Object.keys(statusesOf(view))]).toEqual(['completed', ['/', '/a', '/b']]);
  });

  it('keeps what was done before', async () => {
    const view = await play(
      '{ kind: parallel, strategy: race, tasks: [{ id: a, tasks: [{ id: x, action: transform, with: 1 }, { id: y, kind: wait, signal: s }] }, { id: b, kind: wait, duration: 1s }] }',
    );
    expect(taskOf(view, '/a/x')).toMatchObject({ status: 'completed', output: 1 });
    expect(taskOf(view, '/a')).toMatchObject({ status: 'cancelled', output: null });
  });
});

describe('what is cancelled from outside', () => {
  it('counts as failed', async () => {
    const child = `id: child
kind: parallel
strategy: best_effort
tasks: [{ id: w, kind: wait, signal: s }]`;
    await play(
      `tasks: [{ id: a, action: run, with: { definition: child } }, { id: b, action: noop }]`,
      { pushed: [child] },
      async (run) => {
        const waiting = await run.client.listWaiting();
        await run.client.cancel({ runId: waiting.find((one) => one.runId !== run.runId)?.runId ?? '', by: 'me' });
        const view = await run.settle();
        expect(statusesOf(view)).toMatchObject({ '/': 'failed', '/b': 'skipped (earlier_task_failed)' });
        expect(view.error).toMatchObject({ code: 'cancelled', path: '/a' });
      },
    );
  });

  it('is terminated at once, without a chance to clean up', async () => {
    const run = await createTestRun('tasks: [{ id: a, action: hang }, { id: b, action: noop }]', { actions });
    await run.client.terminate({ runId: run.runId, by: 'me' });
    expect((await run.view()).status).toBe('terminated');
    await run.advance('1h');
    expect((await run.view()).tasks.map(({ status, reason }) => `${status} (${reason})`)).toEqual([
      'cancelled (terminated)',
      'cancelled (terminated)',
      'cancelled (terminated)',
    ]);
  });
});
