import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf } from './play.js';

async function rerun(run: TestRun, path: string, by = 'ann') {
  await run.client.rerun({ runId: run.runId, path, by });
  return run.settle();
}

async function visitsOf(run: TestRun): Promise<Record<string, number>> {
  const { tasks } = await run.view();
  return Object.fromEntries(tasks.map(({ path, visit }) => [path, visit]));
}

describe('running a task again in a run under way', () => {
  it('runs it and everything that needs it as new visits, and leaves the others alone', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: a, action: external }
  - { id: b, needs: [a], action: external }
  - { id: c, needs: [b], action: external }
  - { id: other, action: external }
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.complete('/a', 1);
        await run.complete('/b', 1);
        await run.complete('/other', 1);
        await run.complete('/c', 1);
        expect(statusesOf(await rerun(run, '/a'))).toEqual({
          '/': 'in_progress',
          '/a': 'waiting',
          '/b': 'blocked',
          '/c': 'blocked',
          '/other': 'completed',
          '/open': 'waiting',
        });
        expect(await visitsOf(run)).toMatchObject({ '/': 1, '/a': 2, '/b': 2, '/c': 2, '/other': 1, '/open': 1 });
        expect(await run.task('/b')).toMatchObject({ output: null, startedAt: null, attempt: 0 });
        await run.complete('/a', 2);
        await run.complete('/b', 2);
        await run.complete('/c', 2);
        const ended = await run.complete('/open', 1);
        expect(ended.output).toEqual({ a: 2, b: 2, c: 2, other: 1, open: 1 });
      },
    );
  });

  it('in a sequence runs what comes after it again', async () => {
    await play(
      `kind: parallel
tasks:
  - id: chain
    tasks: [{ id: a, action: external }, { id: b, action: noop }, { id: c, action: noop }]
  - { id: after, needs: [chain], action: external }
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.complete('/chain/a', 1);
        await run.complete('/after', 1);
        expect(statusesOf(await rerun(run, '/chain/a'))).toEqual({
          '/': 'in_progress',
          '/chain': 'in_progress',
          '/chain/a': 'waiting',
          '/chain/b': 'pending',
          '/chain/c': 'pending',
          '/after': 'blocked',
          '/open': 'waiting',
        });
        expect(await visitsOf(run)).toMatchObject({ '/chain': 1, '/chain/a': 2, '/chain/b': 2, '/after': 2 });
        await run.complete('/chain/a', 2);
        await run.complete('/after', 2);
        expect((await run.complete('/open', 1)).output).toEqual({
          chain: { a: 2, b: null, c: null },
          after: 2,
          open: 1,
        });
      },
    );
  });

  it('runs a container again as a whole, with everything below it', async () => {
    let items: readonly number[] = [];
    let calls = 0;
    const list = () => items;
    const count = () => {
      calls += 1;
      return null;
    };
    await play(
      `kind: parallel
tasks:
  - id: all
    tasks:
      - { id: list, action: list }
      - { id: each, kind: collection, items: tasks.list.output, do: { action: count } }
  - { id: open, action: external }`,
      { actions: { list, count } },
      async (run) => {
        expect(await visitsOf(run)).not.toHaveProperty('/all/each/0');
        items = [1, 2, 3];
        calls = 0;
        await rerun(run, '/all');
        expect(await visitsOf(run)).toEqual({
          '/': 1,
          '/all': 2,
          '/all/list': 2,
          '/all/each': 2,
          '/all/each/0': 2,
          '/all/each/1': 2,
          '/all/each/2': 2,
          '/open': 1,
        });
        items = [];
        expect(await visitsOf(await rerun(run, '/all/each').then(() => run))).toMatchObject({ '/all/each': 3 });
        expect(calls).toBe(6);
        expect(await run.complete('/open')).toMatchObject({ output: { all: { each: [null, null, null] } } });
      },
    );
  });

  it('runs an item of a collection again, and the collection goes on', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: each, kind: collection, items: "['a', 'b', 'c']", mode: sequential, do: { action: external } }
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.complete('/each/0', 'a1');
        await run.complete('/each/1', 'b1');
        await run.complete('/each/2', 'c1');
        expect(statusesOf(await rerun(run, '/each/1'))).toMatchObject({
          '/each': 'in_progress',
          '/each/0': 'completed',
          '/each/1': 'waiting',
          '/each/2': 'completed',
        });
        await run.complete('/each/1', 'b2');
        expect((await run.complete('/open')).output).toMatchObject({ each: ['a1', 'b2', 'c1'] });
      },
    );
  });

  it('goes on in the case that a router took', async () => {
    await play(
      `kind: parallel
tasks:
  - id: r
    kind: router
    switch: "'x'"
    cases: { x: [{ id: a, action: external }, { id: b, action: external }], y: { action: noop } }
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.complete('/r/x/a', 1);
        await run.complete('/r/x/b', 1);
        expect(statusesOf(await rerun(run, '/r/x/b'))).toMatchObject({
          '/r': 'in_progress',
          '/r/x': 'in_progress',
          '/r/x/a': 'completed',
          '/r/x/b': 'waiting',
          '/r/y': 'skipped (case_not_taken)',
        });
        await run.complete('/r/x/b', 2);
        expect((await run.complete('/open')).output).toMatchObject({ r: { a: 1, b: 2 } });
      },
    );
  });

  it('lets a failed task be done again before its run ends', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: a, action: external }
  - { id: b, needs: [a], action: external }
  - { id: open, action: external }`,
      {},
      async (run) => {
        expect(statusesOf(await run.fail('/a', 'broken'))).toMatchObject({ '/b': 'skipped (dependency_failed)' });
        await rerun(run, '/a');
        await run.complete('/a');
        await run.complete('/b');
        expect((await run.complete('/open')).status).toBe('completed');
      },
    );
  });

  it('reaches what needs it elsewhere in the tree, also below what had ended', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: build, action: external }
  - id: deploy
    kind: parallel
    tasks: [{ id: prod, needs: [/build], action: external }, { id: note, action: noop }]
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.complete('/build', 1);
        await run.complete('/deploy/prod', 1);
        expect(statusesOf(await rerun(run, '/build'))).toMatchObject({
          '/build': 'waiting',
          '/deploy': 'in_progress',
          '/deploy/prod': 'blocked',
          '/deploy/note': 'completed',
        });
        await run.complete('/build', 2);
        await run.complete('/deploy/prod', 2);
        expect((await run.complete('/open')).output).toMatchObject({ deploy: { prod: 2, note: null } });
      },
    );
  });

  it('knows of what stays how it counts', async () => {
    await play(
      `kind: parallel
tasks:
  - id: stage
    kind: parallel
    tasks:
      - { id: a, action: external }
      - { id: handled, action: external, on_error: { action: noop } }
      - { id: forgiven, action: external, on_error: continue }
      - { id: late, kind: wait, signal: never, timeout: 1h, on_timeout: { tasks: [{ id: x, action: noop }] } }
  - { id: open, action: external }`,
      {},
      async (run) => {
        await run.fail('/stage/handled', 'no');
        await run.fail('/stage/forgiven', 'no');
        await run.complete('/stage/a', 1);
        await run.advance('2h');
        expect(statusesOf(await rerun(run, '/stage/a'))).toMatchObject({
          '/stage': 'in_progress',
          '/stage/handled': 'failed',
          '/stage/late': 'timed_out',
          '/stage/late/on_timeout/x': 'completed',
        });
        expect(statusesOf(await run.complete('/stage/a', 2))).toMatchObject({ '/stage': 'completed' });
        expect((await run.complete('/open')).status).toBe('completed');
        expect(statusesOf(await rerun(run, '/stage/a'))).toMatchObject({ '/': 'in_progress', '/stage/a': 'waiting' });
        expect((await run.complete('/stage/a', 3)).status).toBe('completed');
      },
    );
  });

  it('waits for the run to be resumed where it is paused', async () => {
    await play(
      `kind: parallel
tasks: [{ id: a, action: external }, { id: open, action: external }]`,
      {},
      async (run) => {
        await run.complete('/a', 1);
        await run.client.pause({ runId: run.runId, by: 'ann' });
        expect(statusesOf(await rerun(run, '/a'))).toMatchObject({ '/': 'paused', '/a': 'pending' });
        await run.client.resume({ runId: run.runId, by: 'ann' });
        expect(statusesOf(await run.settle())).toMatchObject({ '/': 'in_progress', '/a': 'waiting' });
      },
    );
  });

  it('is recorded with who wanted it', async () => {
    await play(
      `kind: parallel
tasks: [{ id: a, action: external }, { id: open, action: external }]`,
      {},
      async (run) => {
        await run.complete('/a', 1, 'zoe');
        await rerun(run, '/a', 'bob');
        const events = (await run.events('/a')).filter(({ actor }) => actor === 'bob');
        expect(events.map(({ type, visit }) => [type, visit])).toEqual([
          ['task.pending', 2],
          ['task.rerun_requested', 1],
        ]);
      },
    );
  });

  it.each([
    ['that has not ended', '/open', 'conflict'],
    ['that has not started', '/late', 'conflict'],
    ['that does not exist', '/nowhere', 'not_found'],
    ['that something under way builds on', '/a', 'conflict'],
    ['that hangs on another one', '/f/on_error', 'invalid_input'],
    ['of a case that was not taken', '/r/n', 'conflict'],
    ['that is all of a run under way', '/', 'conflict'],
  ])('is refused for a task %s', async (_, path, code) => {
    await play(
      `kind: parallel
tasks:
  - { id: a, action: noop }
  - { id: open, needs: [a], action: external }
  - { id: late, needs: [open], action: noop }
  - { id: f, action: boom, on_error: { action: noop } }
  - { id: r, kind: router, switch: "'y'", cases: { y: { action: noop }, n: { action: noop } } }`,
      {
        actions: {
          boom: () => {
            throw new Error('boom');
          },
        },
      },
      async (run) => {
        await run.advance('1m');
        const before = await run.view();
        await expect(run.client.rerun({ runId: run.runId, path, by: 'ann' })).rejects.toMatchObject({ code });
        expect(await run.settle()).toEqual(before);
        await run.complete('/open');
      },
    );
  });
});
