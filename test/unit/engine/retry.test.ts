import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf } from './play.js';

async function retry(run: TestRun, by = 'ann') {
  await run.client.retry({ runId: run.runId, by });
  return run.settle();
}

async function visitsOf(run: TestRun): Promise<Record<string, number>> {
  const { tasks } = await run.view();
  return Object.fromEntries(tasks.map(({ path, visit }) => [path, visit]));
}

/** Fails until it is mended. */
function breakable() {
  const calls: string[] = [];
  const state = { isBroken: true };
  return {
    calls,
    break: () => void (state.isBroken = true),
    mend: () => void (state.isBroken = false),
    actions: {
      work: ({ name }: { readonly name?: string } = {}) => {
        calls.push(name ?? '');
        return name ?? null;
      },
      fragile: () => {
        if (state.isBroken) throw new Error('broken');
        return 'mended';
      },
    },
  };
}

describe('retrying a run that has failed', () => {
  it('runs what failed and what was skipped because of it, and never again what has completed', async () => {
    const world = breakable();
    await play(
      `kind: parallel
tasks:
  - { id: a, action: work, with: { name: a } }
  - { id: b, needs: [a], action: fragile, retry: { max_attempts: 1 } }
  - { id: c, needs: [b], action: work, with: { name: c } }
  - { id: off, when: "false", action: noop }`,
      { actions: world.actions },
      async (run) => {
        world.calls.length = 0;
        expect(statusesOf(await run.settle())).toEqual({
          '/': 'failed',
          '/a': 'completed',
          '/b': 'failed',
          '/c': 'skipped (dependency_failed)',
          '/off': 'skipped (when)',
        });
        world.mend();
        const ended = await retry(run);
        world.break();
        expect(statusesOf(ended)).toEqual({
          '/': 'completed',
          '/a': 'completed',
          '/b': 'completed',
          '/c': 'completed',
          '/off': 'skipped (when)',
        });
        expect(ended).toMatchObject({ status: 'completed', error: null, output: { b: 'mended' } });
        expect(await visitsOf(run)).toEqual({ '/': 1, '/a': 1, '/b': 2, '/c': 2, '/off': 1 });
        expect(world.calls).toEqual(['c']);
      },
    );
  });

  it('goes on in a sequence where it stopped, and may fail and be retried again', async () => {
    const world = breakable();
    await play(
      `tasks:
  - { id: before, action: external }
  - id: stage
    tasks:
      - { id: one, action: external }
      - { id: two, action: fragile, retry: { max_attempts: 1 } }
      - { id: three, action: external }
  - { id: after, action: external }`,
      { actions: world.actions },
      async (run) => {
        await run.complete('/before', 1);
        expect((await run.complete('/stage/one', 1)).status).toBe('failed');
        expect((await retry(run)).status).toBe('failed');
        expect((await run.task('/stage/two')).visit).toBe(2);
        world.mend();
        expect(statusesOf(await retry(run))).toEqual({
          '/': 'in_progress',
          '/before': 'completed',
          '/stage': 'in_progress',
          '/stage/one': 'completed',
          '/stage/two': 'completed',
          '/stage/three': 'waiting',
          '/after': 'pending',
        });
        world.break();
        await run.complete('/stage/three', 3);
        expect(await run.complete('/after', 4)).toMatchObject({
          status: 'completed',
          output: { before: 1, stage: { one: 1, two: 'mended', three: 3 }, after: 4 },
        });
      },
    );
  });

  it('runs again what was undone', async () => {
    const world = breakable();
    await play(
      `tasks:
  - { id: book, action: external, compensate: { action: work, with: { name: unbook } } }
  - { id: note, action: external }
  - { id: pay, action: fragile, retry: { max_attempts: 1 } }`,
      { actions: world.actions },
      async (run) => {
        await run.complete('/book', 1);
        expect(statusesOf(await run.complete('/note', 1))).toMatchObject({
          '/book': 'completed',
          '/book/compensate': 'completed',
        });
        world.mend();
        const again = statusesOf(await retry(run));
        expect(again).toEqual({ '/': 'in_progress', '/book': 'waiting', '/note': 'completed', '/pay': 'pending' });
        expect((await run.complete('/book', 2)).output).toEqual({ book: 2, note: 1, pay: 'mended' });
        world.break();
      },
    );
  });

  it('goes on with a collection, a router and a repeat that failed inside', async () => {
    const world = breakable();
    await play(
      `kind: parallel
tasks:
  - id: each
    kind: collection
    items: "[1, 2, 3]"
    strategy: fail_fast
    mode: sequential
    do: [{ id: x, action: external }]
  - id: route
    kind: router
    switch: "'a'"
    cases: { a: [{ id: x, action: noop }, { id: y, action: fragile, retry: { max_attempts: 1 } }], b: { action: noop } }
  - id: poll
    repeat: { until: "tasks.x.output == 'yes'", max: 2 }
    tasks: [{ id: x, action: external }]`,
      { actions: world.actions },
      async (run) => {
        await run.complete('/each/0/x', 1);
        await run.fail('/each/1/x', 'no');
        await run.complete('/poll/x', 'no');
        expect(statusesOf(await run.complete('/poll/x', 'no'))).toMatchObject({
          '/': 'failed',
          '/each': 'failed',
          '/each/2': 'cancelled (strategy)',
          '/route': 'failed',
          '/poll': 'failed',
          '/poll/x': 'completed',
        });
        world.mend();
        expect(statusesOf(await retry(run))).toMatchObject({
          '/': 'in_progress',
          '/each': 'in_progress',
          '/each/0': 'completed',
          '/each/1/x': 'waiting',
          '/each/2': 'pending',
          '/route': 'completed',
          '/route/a/x': 'completed',
          '/route/a/y': 'completed',
          '/route/b': 'skipped (case_not_taken)',
          '/poll': 'in_progress',
          '/poll/x': 'waiting',
        });
        world.break();
        await run.complete('/poll/x', 'yes');
        await run.complete('/each/1/x', 2);
        expect(await run.complete('/each/2/x', 3)).toMatchObject({
          status: 'completed',
          output: { each: [{ x: 1 }, { x: 2 }, { x: 3 }], poll: { x: 'yes' } },
        });
      },
    );
  });

  it('gives a container whose time was up its time again, and runs what was stopped in it', async () => {
    await play(
      `tasks:
  - id: stage
    kind: parallel
    timeout: 1h
    tasks: [{ id: a, action: external }, { id: b, action: external }]`,
      {},
      async (run) => {
        await run.complete('/stage/a', 1);
        expect(statusesOf(await run.advance('2h'))).toMatchObject({
          '/stage': 'timed_out',
          '/stage/b': 'cancelled (timeout)',
        });
        expect(statusesOf(await retry(run))).toMatchObject({
          '/stage': 'in_progress',
          '/stage/a': 'completed',
          '/stage/b': 'waiting',
        });
        await run.advance('30m');
        expect((await run.complete('/stage/b', 2)).output).toEqual({ stage: { a: 1, b: 2 } });
      },
    );
  });

  it('runs a root that is one task again', async () => {
    const world = breakable();
    await play(
      `{ kind: basic, action: fragile, retry: { max_attempts: 1 } }`,
      { actions: world.actions },
      async (run) => {
        expect((await run.view()).status).toBe('failed');
        world.mend();
        expect(await retry(run)).toMatchObject({ status: 'completed', output: 'mended', error: null });
        expect((await run.task('/')).visit).toBe(2);
        world.break();
      },
    );
  });

  it('knows of what is needed elsewhere in the tree and stays', async () => {
    const world = breakable();
    await play(
      `kind: parallel
tasks:
  - { id: build, tasks: [{ id: compile, action: external }, { id: ok, kind: wait, approval: { roles: [dev] } }] }
  - id: deploy
    tasks:
      - { id: check, action: fragile, retry: { max_attempts: 1 } }
      - { id: prod, needs: [/build/compile, { task: /build/ok, type: approval }], action: external }`,
      { actions: world.actions },
      async (run) => {
        await run.complete('/build/compile', 1, 'zoe');
        expect((await run.approve('/build/ok', { by: 'bob', roles: ['dev'] })).status).toBe('failed');
        world.mend();
        expect(statusesOf(await retry(run))).toMatchObject({ '/deploy/check': 'completed', '/deploy/prod': 'waiting' });
        world.break();
        expect((await run.complete('/deploy/prod', 2)).status).toBe('completed');
      },
    );
  });

  it('goes on after it was terminated, and starts what had not', async () => {
    await play(
      `tasks: [{ id: a, action: external }, { id: b, action: external }, { id: c, action: noop }]`,
      {},
      async (run) => {
        await run.complete('/a', 1);
        await run.advance('1s');
        await run.client.terminate({ runId: run.runId, by: 'ann' });
        expect((await run.settle()).status).toBe('terminated');
        await run.advance('1s');
        expect(statusesOf(await retry(run))).toEqual({
          '/': 'in_progress',
          '/a': 'completed',
          '/b': 'waiting',
          '/c': 'pending',
        });
        expect(await run.complete('/b', 2)).toMatchObject({ status: 'completed', output: { a: 1, b: 2, c: null } });
      },
    );
  });

  it('keeps signals that came early, and who did the work that is to be approved', async () => {
    await play(
      `tasks:
  - { id: work, action: external }
  - { id: ok, kind: wait, approval: { roles: [dev] }, timeout: 1h }
  - { id: go, kind: wait, signal: go }`,
      {},
      async (run) => {
        await run.complete('/work', 1, 'zoe');
        await run.signal('go', 'early');
        expect((await run.advance('2h')).status).toBe('failed');
        expect(statusesOf(await retry(run))).toMatchObject({ '/work': 'completed', '/ok': 'waiting' });
        await expect(run.approve('/ok', { by: 'zoe', roles: ['dev'] })).rejects.toMatchObject({ code: 'forbidden' });
        const ended = await run.approve('/ok', { by: 'bob', roles: ['dev'] });
        expect(ended).toMatchObject({ status: 'completed', output: { go: { signal: { payload: 'early' } } } });
      },
    );
  });

  it.each([
    ['that goes on', 'tasks: [{ id: a, action: external }]', async () => undefined, 'conflict'],
    ['that has completed', 'tasks: [{ id: a, action: noop }]', async () => undefined, 'conflict'],
    [
      'that was cancelled',
      'tasks: [{ id: a, action: external }]',
      async (run: TestRun) => {
        await run.cancel();
      },
      'conflict',
    ],
  ])('is refused for one %s', async (_, definition, before, code) => {
    await play(definition, {}, async (run) => {
      await before(run);
      const view = await run.view();
      await expect(run.client.retry({ runId: run.runId, by: 'ann' })).rejects.toMatchObject({ code });
      expect(await run.settle()).toEqual(view);
    });
  });

  it('is recorded with who wanted it', async () => {
    await play(`tasks: [{ id: a, action: external }]`, {}, async (run) => {
      await run.fail('/a', 'no');
      await retry(run, 'bob');
      const events = (await run.events()).filter(({ actor }) => actor === 'bob');
      expect(events.map(({ type, path }) => [path, type])).toEqual([
        ['/', 'task.pending'],
        ['/a', 'task.pending'],
        ['/', 'run.retry_requested'],
      ]);
    });
  });
});

describe('running a task again in a run that has ended', () => {
  it('lets the run go on from there', async () => {
    await play(
      `tasks:
  - { id: a, action: external }
  - { id: stage, tasks: [{ id: b, action: external }, { id: c, action: external }] }
  - { id: d, action: external }`,
      {},
      async (run) => {
        for (const path of ['/a', '/stage/b', '/stage/c', '/d']) await run.complete(path, 1);
        expect((await run.view()).status).toBe('completed');
        await run.client.rerun({ runId: run.runId, path: '/stage/c', by: 'ann' });
        const view = await run.settle();
        expect(statusesOf(view)).toEqual({
          '/': 'in_progress',
          '/a': 'completed',
          '/stage': 'in_progress',
          '/stage/b': 'completed',
          '/stage/c': 'waiting',
          '/d': 'pending',
        });
        expect(view).toMatchObject({ endedAt: null, output: null });
        await run.complete('/stage/c', 2);
        expect((await run.complete('/d', 2)).output).toEqual({ a: 1, stage: { b: 1, c: 2 }, d: 2 });
      },
    );
  });

  it('undoes what had completed when it fails then', async () => {
    await play(
      `tasks:
  - { id: stage, tasks: [{ id: a, action: noop, compensate: { action: noop } }, { id: b, action: noop }] }
  - { id: c, action: external }`,
      {},
      async (run) => {
        expect((await run.complete('/c')).status).toBe('completed');
        await run.client.rerun({ runId: run.runId, path: '/c', by: 'ann' });
        expect(statusesOf(await run.fail('/c', 'no'))).toEqual({
          '/': 'failed',
          '/stage': 'completed',
          '/stage/a': 'completed',
          '/stage/a/compensate': 'completed',
          '/stage/b': 'completed',
          '/c': 'failed',
        });
      },
    );
  });

  it('can be all of it', async () => {
    await play(`tasks: [{ id: a, action: external }]`, {}, async (run) => {
      await run.complete('/a', 1);
      await run.client.rerun({ runId: run.runId, path: '/', by: 'ann' });
      expect(statusesOf(await run.settle())).toEqual({ '/': 'in_progress', '/a': 'waiting' });
      expect(await visitsOf(run)).toEqual({ '/': 2, '/a': 2 });
      expect((await run.complete('/a', 2)).output).toEqual({ a: 2 });
    });
  });
});
