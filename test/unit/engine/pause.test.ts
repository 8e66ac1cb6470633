import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf } from './play.js';

const START = '2030-01-01T00:00:00.000Z';

async function pause(run: TestRun, by = 'ann') {
  await run.client.pause({ runId: run.runId, by });
  return run.settle();
}

async function resume(run: TestRun, by = 'ann') {
  await run.client.resume({ runId: run.runId, by });
  return run.settle();
}

describe('a paused run', () => {
  it('starts nothing new, records what was under way, and goes on when it is resumed', async () => {
    await play(
      `tasks:
  - { id: a, action: external }
  - { id: b, action: noop }
  - { id: c, action: external }`,
      {},
      async (run) => {
        const paused = await pause(run);
        expect(statusesOf(paused)).toEqual({ '/': 'paused', '/a': 'waiting', '/b': 'pending', '/c': 'pending' });
        expect(paused.status).toBe('paused');
        const after = await run.complete('/a', 'done');
        expect(statusesOf(after)).toEqual({ '/': 'paused', '/a': 'completed', '/b': 'pending', '/c': 'pending' });
        const resumed = await resume(run);
        expect(statusesOf(resumed)).toEqual({
          '/': 'in_progress',
          '/a': 'completed',
          '/b': 'completed',
          '/c': 'waiting',
        });
        expect((await run.complete('/c')).status).toBe('completed');
      },
    );
  });

  it('keeps to the places of a container when it is resumed', async () => {
    await play(
      `kind: parallel
max_concurrency: 2
tasks:
  - { id: a, action: external }
  - { id: b, action: external }
  - { id: c, action: external }
  - { id: d, action: external }
  - { id: e, action: external }`,
      {},
      async (run) => {
        await pause(run);
        await run.complete('/a');
        expect(statusesOf(await run.complete('/b'))).toMatchObject({
          '/c': 'pending',
          '/d': 'pending',
          '/e': 'pending',
        });
        expect(statusesOf(await resume(run))).toMatchObject({ '/c': 'waiting', '/d': 'waiting', '/e': 'pending' });
        await run.complete('/c');
        await run.complete('/d');
        expect((await run.complete('/e')).status).toBe('completed');
      },
    );
  });

  it('takes signals and decisions, and lets waits end', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: now, kind: wait, signal: go }
  - { id: next, needs: [now], kind: wait, signal: more }
  - { id: ok, kind: wait, approval: { roles: [dev] } }`,
      {},
      async (run) => {
        await pause(run);
        await run.signal('go');
        await run.signal('more');
        const paused = await run.approve('/ok', { by: 'bob', roles: ['dev'] });
        expect(statusesOf(paused)).toEqual({
          '/': 'paused',
          '/now': 'completed',
          '/next': 'pending',
          '/ok': 'completed',
        });
        expect((await resume(run)).status).toBe('completed');
      },
    );
  });

  it('lets time go on: a wait times out, and what handles it starts when the run is resumed', async () => {
    await play(
      `tasks:
  - { id: w, kind: wait, signal: go, timeout: 1h, on_timeout: { action: noop } }
  - { id: after, action: noop }`,
      {},
      async (run) => {
        await pause(run);
        expect(statusesOf(await run.advance('2h'))).toEqual({
          '/': 'paused',
          '/w': 'waiting',
          '/after': 'pending',
        });
        expect(statusesOf(await resume(run))).toEqual({
          '/': 'completed',
          '/w': 'timed_out',
          '/w/on_timeout': 'completed',
          '/after': 'completed',
        });
      },
    );
  });

  it('tries nothing again until it is resumed', async () => {
    let tries = 0;
    let isUp = false;
    const flaky = () => {
      tries += 1;
      if (!isUp) throw new Error('not yet');
      return 'up';
    };
    await play(
      `tasks: [{ id: a, action: flaky, retry: { max_attempts: 3, initial_interval: 10s } }]`,
      { actions: { flaky } },
      async (run) => {
        const before = tries;
        await pause(run);
        await run.advance('10m');
        expect(tries).toBe(before);
        isUp = true;
        await resume(run);
        await run.finish();
        isUp = false;
        expect(await run.task('/a')).toMatchObject({ status: 'completed', attempt: 2, output: 'up' });
      },
    );
  });

  it('reopens work only when it is resumed', async () => {
    await play(
      `tasks:
  - { id: work, action: external }
  - { id: ok, kind: wait, approval: { roles: [dev] } }`,
      {},
      async (run) => {
        await run.complete('/work', 'draft', 'zoe');
        await pause(run);
        await run.requestChanges('/ok', { by: 'bob', roles: ['dev'] });
        expect(await run.task('/work')).toMatchObject({ status: 'pending', visit: 2 });
        await resume(run);
        expect(await run.task('/work')).toMatchObject({ status: 'waiting', visit: 2 });
        await run.complete('/work', 'final', 'zoe');
        expect((await run.approve('/ok', { by: 'bob', roles: ['dev'] })).status).toBe('completed');
      },
    );
  });

  it('does not undo anything until it is resumed', async () => {
    await play(
      `tasks:
  - { id: a, action: noop, compensate: { action: noop } }
  - { id: b, action: external }`,
      {},
      async (run) => {
        await pause(run);
        expect(statusesOf(await run.fail('/b', 'broken'))).toEqual({
          '/': 'paused',
          '/a': 'completed',
          '/b': 'failed',
        });
        expect(statusesOf(await resume(run))).toEqual({
          '/': 'failed',
          '/a': 'completed',
          '/a/compensate': 'completed',
          '/b': 'failed',
        });
      },
    );
  });

  it('can be cancelled', async () => {
    await play(`tasks: [{ id: a, action: external }, { id: b, action: noop }]`, {}, async (run) => {
      await pause(run);
      expect(statusesOf(await run.cancel())).toEqual({
        '/': 'cancelled (cancelled)',
        '/a': 'cancelled (cancelled)',
        '/b': 'cancelled (cancelled)',
      });
    });
  });

  it('ends when what was under way was the last of it', async () => {
    await play(`tasks: [{ id: a, action: external }]`, {}, async (run) => {
      await pause(run);
      expect((await run.complete('/a')).status).toBe('completed');
    });
  });

  it('loses nothing that the root is about to put out', async () => {
    await play(`{ kind: basic, action: external }`, {}, async (run) => {
      await run.client.complete({ runId: run.runId, path: '/', output: 'kept', by: 'zoe' });
      await run.client.pause({ runId: run.runId, by: 'ann' });
      expect(await run.settle()).toMatchObject({ status: 'completed', output: 'kept' });
    });
  });
});

describe('pausing', () => {
  it('is recorded with who did it, and doing it again changes nothing', async () => {
    await play(`tasks: [{ id: a, action: external }]`, {}, async (run) => {
      await pause(run, 'ann');
      await pause(run, 'bob');
      await resume(run, 'cleo');
      await resume(run, 'dan');
      const events = (await run.events('/')).filter(({ actor }) => actor !== 'system');
      expect(events.map(({ type, actor, before, after, at }) => ({ type, actor, before, after, at }))).toEqual([
        {
          type: 'run.pause_requested',
          actor: 'ann',
          before: null,
          after: null,
          at: START,
        },
        {
          type: 'task.paused',
          actor: 'ann',
          before: { status: 'in_progress' },
          after: { status: 'paused' },
          at: START,
        },
        { type: 'run.pause_requested', actor: 'bob', before: null, after: null, at: START },
        { type: 'run.resume_requested', actor: 'cleo', before: null, after: null, at: START },
        {
          type: 'task.in_progress',
          actor: 'cleo',
          before: { status: 'paused' },
          after: { status: 'in_progress' },
          at: START,
        },
        { type: 'run.resume_requested', actor: 'dan', before: null, after: null, at: START },
      ]);
    });
  });

  it('is refused once the run has ended, or is being stopped', async () => {
    await play(`tasks: [{ id: a, action: noop }]`, {}, async (run) => {
      await expect(run.client.pause({ runId: run.runId, by: 'ann' })).rejects.toMatchObject({ code: 'conflict' });
      await expect(run.client.resume({ runId: run.runId, by: 'ann' })).rejects.toMatchObject({ code: 'conflict' });
      await expect(run.client.pause({ runId: 'nobody', by: 'ann' })).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
