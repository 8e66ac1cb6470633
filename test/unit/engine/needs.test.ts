import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const actions = {
  slow: async ({ ms }: { ms: number }, { sleep }: MockContext) => {
    await sleep(ms);
    return { rows: 3 };
  },
  broken: () => {
    throw new Error('broken');
  },
};

const broken = 'action: broken, retry: { max_attempts: 1 }';

describe('a need of the type completion', () => {
  it('holds a task back until the other one has completed', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: deploy, action: noop, needs: [build] }
  - { id: build, action: slow, with: { ms: 5 } }`,
      { actions },
    );
    expect(taskOf(view, '/deploy').startedAt).toBe('2030-01-01T00:00:00.005Z');
  });

  it('waits for all that are named', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: last, action: noop, needs: [a, b] }
  - { id: a, action: slow, with: { ms: 5 } }
  - { id: b, action: slow, with: { ms: 9 } }`,
      { actions },
    );
    expect(taskOf(view, '/last').startedAt).toBe('2030-01-01T00:00:00.009Z');
  });

  it('shows a task that waits as blocked, and as pending once its turn could come', async () => {
    await play(
      `kind: parallel
max_concurrency: 1
tasks:
  - { id: c, action: noop, needs: [a] }
  - { id: a, action: external }
  - { id: b, action: external }`,
      {},
      async (run) => {
        expect(statusesOf(await run.view())).toEqual({
          '/': 'in_progress',
          '/c': 'blocked',
          '/a': 'waiting',
          '/b': 'pending',
        });
        await run.complete('/a');
        expect(statusesOf(await run.view())).toEqual({
          '/': 'in_progress',
          '/c': 'pending',
          '/a': 'completed',
          '/b': 'waiting',
        });
        await run.complete('/b');
      },
    );
  });

  it('skips a task whose needed task failed, and the skip spreads', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: a, ${broken} }
  - { id: b, needs: [a], action: noop }
  - { id: c, needs: [b], tasks: [{ id: inner, action: noop }] }
  - { id: d, action: noop }`,
      { actions },
    );
    expect(statusesOf(view)).toEqual({
      '/': 'failed',
      '/a': 'failed',
      '/b': 'skipped (dependency_failed)',
      '/c': 'skipped (dependency_failed)',
      '/c/inner': 'skipped (parent_skipped)',
      '/d': 'completed',
    });
  });

  it('skips a task as soon as one of its needs cannot be met, while others are open', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: open, action: external }
  - { id: a, ${broken} }
  - { id: b, needs: [open, a], action: noop }`,
      { actions },
      async (run) => {
        expect(statusesOf(await run.view())['/b']).toBe('skipped (dependency_failed)');
        await run.complete('/open');
      },
    );
  });

  it.each([
    ['timed out', '{ id: a, kind: wait, duration: 9s, timeout: 1s }'],
    [
      'was cancelled by its strategy',
      '{ id: a, kind: composite, tasks: [{ id: x, kind: wait, duration: 9s, deadline: 1s }] }',
    ],
  ])('skips a task whose needed task %s', async (_, task) => {
    const view = await play(`{ kind: parallel, tasks: [${task}, { id: b, needs: [a], action: noop }] }`);
    expect(statusesOf(view)['/b']).toBe('skipped (dependency_failed)');
  });

  it('counts one that was skipped by its own when as met', async () => {
    const view = await play(
      `{ kind: parallel, tasks: [{ id: a, when: "false", action: noop }, { id: b, needs: [a], action: noop }] }`,
    );
    expect(statusesOf(view)).toEqual({ '/': 'completed', '/a': 'skipped (when)', '/b': 'completed' });
  });

  it('counts one that failed and continues as met', async () => {
    const view = await play(
      `{ kind: parallel, tasks: [{ id: a, ${broken}, on_error: continue }, { id: b, needs: [a], action: noop }] }`,
      { actions },
    );
    expect(statusesOf(view)).toEqual({ '/': 'completed', '/a': 'failed', '/b': 'completed' });
  });

  it('counts one whose error was handled as met, and one whose handler failed as not', async () => {
    const view = await play(
      `kind: parallel
strategy: best_effort
tasks:
  - { id: a, ${broken}, on_error: { action: noop } }
  - { id: b, needs: [a], action: noop }
  - { id: c, ${broken}, on_error: { ${broken} } }
  - { id: d, needs: [c], action: noop }`,
      { actions },
    );
    expect(statusesOf(view)).toMatchObject({ '/b': 'completed', '/d': 'skipped (dependency_failed)' });
  });
});

describe('a need by absolute path', () => {
  it('waits for a task inside another container', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: last, action: noop, needs: [/build/compile] }
  - { id: build, tasks: [{ id: fetch, action: slow, with: { ms: 2 } }, { id: compile, action: slow, with: { ms: 3 } }, { id: tidy, action: slow, with: { ms: 9 } }] }`,
      { actions },
    );
    expect(taskOf(view, '/last').startedAt).toBe('2030-01-01T00:00:00.005Z');
  });

  it('waits for a sibling of an ancestor', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: outer, tasks: [{ id: inner, action: noop, needs: [/first] }] }
  - { id: first, action: slow, with: { ms: 4 } }`,
      { actions },
    );
    expect(taskOf(view, '/outer/inner').startedAt).toBe('2030-01-01T00:00:00.004Z');
  });

  it('waits for one item of a collection', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: each, kind: collection, items: "[2, 7]", do: { action: slow, with: { ms: "\${{ item }}" } } }
  - { id: a, action: noop, needs: [/each/0] }
  - { id: b, action: noop, needs: [/each/5] }`,
      { actions },
    );
    expect(taskOf(view, '/a').startedAt).toBe('2030-01-01T00:00:00.002Z');
    expect(statusesOf(view)['/b']).toBe('skipped (dependency_failed)');
  });

  it.each([
    ['has ended before', 'when: "true"', 'completed'],
    ['was skipped by its when, which counts as met', 'when: "false"', 'completed'],
  ])('is judged when the container around it %s', async (_, when, status) => {
    const view = await play(
      `tasks:
  - { id: build, ${when}, tasks: [{ id: compile, action: noop }] }
  - { id: other, action: noop }
  - { id: late, action: noop, needs: [/build/compile] }`,
    );
    expect(statusesOf(view)['/late']).toBe(status);
  });

  it('is judged when the container is skipped while it waits', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: a, ${broken} }
  - { id: build, needs: [a], tasks: [{ id: deep, tasks: [{ id: compile, action: noop }] }] }
  - { id: b, action: noop, needs: [/build/deep/compile] }`,
      { actions },
    );
    expect(statusesOf(view)['/b']).toBe('skipped (dependency_failed)');
  });

  it('is judged when the case around it is not taken', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: route, kind: router, switch: "'b'", cases: { a: [{ id: x, action: noop }], b: [{ id: y, action: noop }] } }
  - { id: after-x, action: noop, needs: [/route/a/x] }
  - { id: after-a, action: noop, needs: [/route/a] }
  - { id: after-y, action: noop, needs: [/route/b/y] }`,
    );
    expect(statusesOf(view)).toMatchObject({
      '/after-x': 'completed',
      '/after-a': 'completed',
      '/after-y': 'completed',
      '/route/a/x': 'skipped (parent_skipped)',
    });
  });

  it('is judged when the container ends without having come to it', async () => {
    const view = await play(
      `kind: parallel
strategy: best_effort
tasks:
  - { id: build, tasks: [{ id: a, ${broken} }, { id: rest, tasks: [{ id: compile, action: noop }] }] }
  - { id: b, action: noop, needs: [/build/rest/compile] }
  - { id: c, action: noop }`,
      { actions },
    );
    expect(statusesOf(view)).toMatchObject({
      '/build/rest': 'skipped (earlier_task_failed)',
      '/build/rest/compile': 'skipped (parent_skipped)',
      '/b': 'skipped (dependency_failed)',
    });
  });

  it('waits for the last round of a repeat, but within a round only for that one', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - id: loop
    repeat: { until: tasks.check.output.n >= 2, max: 5, delay: 10ms }
    tasks:
      - { id: check, action: count }
      - id: both
        kind: parallel
        tasks:
          - { id: second, action: noop, needs: [/loop/both/first] }
          - { id: first, action: slow, with: { ms: 3 } }
  - { id: after, action: noop, needs: [/loop/check] }`,
      { actions: { ...actions, count: (_: unknown, { visit }: MockContext) => ({ n: visit }) } },
    );
    expect(taskOf(view, '/after').startedAt).toBe('2030-01-01T00:00:00.016Z');
    expect(taskOf(view, '/loop/both/second')).toMatchObject({ visit: 2, startedAt: '2030-01-01T00:00:00.016Z' });
  });
});

describe('a need of the type data', () => {
  const definition = (output: string) => `kind: parallel
tasks:
  - { id: a, action: slow, with: { ms: 1 } }
  - { id: b, action: noop, needs: [{ task: a, type: data${output} }] }`;

  it.each([
    ['that was produced', ', output: rows', 'completed'],
    ['that was not produced', ', output: columns', 'skipped (dependency_failed)'],
    ['of any name', '', 'completed'],
  ])('asks for an output %s', async (_, output, status) => {
    expect(statusesOf(await play(definition(output), { actions }))['/b']).toBe(status);
  });

  it('skips the dependent of a task that was skipped by its when', async () => {
    const view = await play(
      `{ kind: parallel, tasks: [{ id: a, when: "false", action: noop }, { id: b, needs: [{ task: a, type: data }], action: noop }] }`,
    );
    expect(statusesOf(view)['/b']).toBe('skipped (dependency_failed)');
  });
});

describe('a need of the type prerequisite', () => {
  it('is checked before completing and not before starting', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: work, action: noop, needs: [{ task: check, type: prerequisite }] }
  - { id: check, action: external }`,
      {},
      async (run) => {
        expect(await run.task('/work')).toMatchObject({ status: 'waiting', attempt: 1 });
        await run.complete('/check');
        expect(statusesOf(await run.view())).toEqual({ '/': 'completed', '/work': 'completed', '/check': 'completed' });
      },
    );
  });

  it('fails the task when it cannot be met any more', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: work, action: noop, needs: [{ task: check, type: prerequisite }] }
  - { id: check, ${broken} }`,
      { actions },
    );
    expect(taskOf(view, '/work').error).toEqual({
      code: 'dependency_failed',
      message: 'A prerequisite of its completion did not complete.',
      path: '/work',
    });
  });

  it('holds back a container with all its outputs', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: box, needs: [{ task: check, type: prerequisite }], tasks: [{ id: x, action: transform, with: 7 }], outputs: "\${{ tasks.x.output }}" }
  - { id: check, action: external }`,
      {},
      async (run) => {
        expect(statusesOf(await run.view())['/box']).toBe('waiting');
        await run.complete('/check');
        expect((await run.view()).output).toEqual({ box: 7, check: null });
      },
    );
  });
});

describe('a prerequisite of a task whose work is done', () => {
  it('holds it beyond its timeout, for only the work is timed', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: check, kind: wait, duration: 1h }
  - { id: work, action: external, timeout: 5m, needs: [{ task: check, type: prerequisite }] }`,
      {},
      async (run) => {
        await run.complete('/work', 1);
        await run.finish();
        expect(taskOf(await run.view(), '/work')).toMatchObject({
          status: 'completed',
          output: 1,
          endedAt: '2030-01-01T01:00:00.000Z',
        });
      },
    );
  });

  it('that is skipped by its own when lets it complete', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: check, when: "false", action: noop }
  - { id: work, action: noop, needs: [{ task: check, type: prerequisite }] }`,
    );
    expect(statusesOf(view)).toEqual({ '/': 'completed', '/check': 'skipped (when)', '/work': 'completed' });
  });
});

describe('a need of the type related', () => {
  it('never gates', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: a, action: noop, needs: [{ task: b, type: related }] }
  - { id: b, ${broken} }`,
      { actions },
    );
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/a': 'completed', '/b': 'failed' });
  });
});

describe('a need of the type blocks', () => {
  it('is the same edge, written from the other side', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: a, action: slow, with: { ms: 5 }, needs: [{ task: b, type: blocks }] }
  - { id: b, action: noop }`,
      { actions },
    );
    expect(taskOf(view, '/b').startedAt).toBe('2030-01-01T00:00:00.005Z');
  });
});

describe('a need of the type approval', () => {
  const onWait = (approval: string) => `kind: parallel
tasks:
  - { id: approve, kind: wait, approval: { ${approval} } }
  - { id: deploy, action: noop, needs: [{ task: approve, type: approval }] }`;

  it('is met by an approval that was granted', async () => {
    const view = await play(onWait('roles: [boss]'), {}, (run) =>
      run.approve('/approve', { by: 'ann', roles: ['boss'] }),
    );
    expect(statusesOf(view)).toEqual({ '/': 'completed', '/approve': 'completed', '/deploy': 'completed' });
  });

  it('is not met by an approval that only passed in time', async () => {
    const view = await play(onWait('roles: [boss], timeout: 1h, on_timeout: continue'));
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/approve': 'completed',
      '/deploy': 'skipped (dependency_failed)',
    });
  });

  it('is not met by a decision about the approval before it waits', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: work, action: external }
  - { id: approve, kind: wait, needs: [work], approval: { roles: [boss], timeout: 1h, on_timeout: continue } }
  - { id: deploy, action: noop, needs: [{ task: approve, type: approval }] }`,
      {},
      async (run) => {
        await expect(run.approve('/approve', { by: 'mallory' })).rejects.toMatchObject({ code: 'conflict' });
        await run.complete('/work');
        await run.finish();
        expect(statusesOf(await run.view())['/deploy']).toBe('skipped (dependency_failed)');
      },
    );
  });

  it('counts an approval that was skipped by its when as met', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: approve, kind: wait, when: "false", approval: { roles: [boss] } }
  - { id: deploy, action: noop, needs: [{ task: approve, type: approval }] }`,
    );
    expect(statusesOf(view)['/deploy']).toBe('completed');
  });

  const onWork = (more: string) => `kind: parallel
tasks:
  - { id: qa, action: external }
  - { id: deploy, action: noop, needs: [{ task: qa, type: approval${more} }] }`;

  it('on a task that is no approval waits for a decision after it has completed', async () => {
    await play(onWork(', roles: [lead], quorum: 2'), {}, async (run) => {
      await run.complete('/qa', { ok: true }, 'tess');
      expect(statusesOf(await run.view())['/deploy']).toBe('blocked');
      await run.approve('/qa', { by: 'ann', roles: ['lead'] });
      expect(statusesOf(await run.view())['/deploy']).toBe('blocked');
      await run.approve('/qa', { by: 'bob', roles: ['lead'] });
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('takes a decision before the task has completed, and waits for both', async () => {
    await play(onWork(''), {}, async (run) => {
      await run.approve('/qa', { by: 'ann' });
      expect(statusesOf(await run.view())['/deploy']).toBe('blocked');
      await run.complete('/qa');
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('counts for each that needs it only what those have said whom it asks', async () => {
    const definition = `kind: parallel
tasks:
  - { id: qa, action: noop }
  - { id: deploy, needs: [{ task: qa, type: approval, roles: [ops] }], action: noop }
  - { id: sell, needs: [{ task: qa, type: approval, roles: [sales] }], action: noop }`;
    await play(definition, {}, async (run) => {
      await run.approve('/qa', { by: 'ann', roles: ['ops'] });
      expect(statusesOf(await run.view())).toMatchObject({ '/deploy': 'completed', '/sell': 'blocked' });
      await run.reject('/qa', { by: 'sam', roles: ['sales'] });
      expect(statusesOf(await run.view())).toMatchObject({
        '/deploy': 'completed',
        '/sell': 'skipped (dependency_failed)',
      });
    });
  });

  it('takes no decision of those who may not decide, nor of the author', async () => {
    await play(onWork(', roles: [lead]'), {}, async (run) => {
      await run.complete('/qa', null, 'tess');
      await expect(run.approve('/qa', { by: 'eve' })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(run.approve('/qa', { by: 'tess', roles: ['lead'] })).rejects.toMatchObject({ code: 'forbidden' });
      await run.approve('/qa', { by: 'ann', roles: ['lead'] });
    });
  });

  it('skips the dependent when the work was rejected', async () => {
    const view = await play(onWork(''), {}, async (run) => {
      await run.complete('/qa');
      await run.reject('/qa', { by: 'ann' });
    });
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/qa': 'completed',
      '/deploy': 'skipped (dependency_failed)',
    });
  });

  it('lets the work be done again when changes were requested', async () => {
    await play(onWork(''), {}, async (run) => {
      await run.complete('/qa', 1);
      await run.requestChanges('/qa', { by: 'ann' });
      expect(await run.task('/qa')).toMatchObject({ status: 'waiting', visit: 2, output: null });
      await run.complete('/qa', 2);
      expect(statusesOf(await run.view())['/deploy']).toBe('blocked');
      await run.approve('/qa', { by: 'ann' });
      expect((await run.view()).output).toEqual({ qa: 2, deploy: null });
    });
  });

  it('of a task in a container that has ended can still be given', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: box, tasks: [{ id: qa, action: external }] }
  - { id: deploy, action: noop, needs: [{ task: /box/qa, type: approval }] }`,
      {},
      async (run) => {
        await run.complete('/box/qa', null, 'tess');
        await expect(run.approve('/box/qa', { by: 'tess' })).rejects.toMatchObject({ code: 'forbidden' });
        await run.approve('/box/qa', { by: 'ann' });
        expect((await run.view()).status).toBe('completed');
      },
    );
  });
});

describe('a need on a task of another run', () => {
  const provider = `{ id: provider, kind: parallel, tasks: [{ id: gate, action: external }, { id: more, action: external }] }`;
  const consumer = `id: consumer
kind: parallel
tasks:
  - { id: a, action: noop, needs: [{ task: /gate, run: other }] }`;

  it('waits until that one has completed', async () => {
    await play(consumer, { pushed: [provider] }, async (run) => {
      expect(statusesOf(await run.view())['/a']).toBe('blocked');
      await run.client.start({ definition: { id: 'provider' }, runId: 'other', startedBy: 'me' });
      await run.settle();
      await run.client.complete({ runId: 'other', path: '/gate', by: 'me', output: 1 });
      await run.settle();
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('is met at once by one that has completed before', async () => {
    await play(
      `{ kind: parallel, tasks: [{ id: hold, action: external }, { id: a, action: noop, needs: [hold, { task: /gate, run: other }] }] }`,
      { pushed: [provider] },
      async (run) => {
        await run.client.start({ definition: { id: 'provider' }, runId: 'other', startedBy: 'me' });
        await run.settle();
        await run.client.complete({ runId: 'other', path: '/gate', by: 'me', output: 1 });
        await run.settle();
        await run.complete('/hold');
        expect((await run.view()).status).toBe('completed');
      },
    );
  });

  it('skips the task when that one failed', async () => {
    await play(consumer, { pushed: [provider] }, async (run) => {
      await run.client.start({ definition: { id: 'provider' }, runId: 'other', startedBy: 'me' });
      await run.settle();
      await run.client.complete({ runId: 'other', path: '/gate', by: 'me', failure: 'no' });
      await run.settle();
      expect(statusesOf(await run.view())['/a']).toBe('skipped (dependency_failed)');
    });
  });

  it('holds back a whole run, before anything of it is evaluated', async () => {
    const definition = `id: consumer
needs: [{ task: /gate, run: other }]
kind: collection
items: input.items
do: { action: noop }`;
    await play(definition, { pushed: [provider], input: { items: [1, 2] } }, async (run) => {
      expect(statusesOf(await run.view())).toEqual({ '/': 'blocked' });
      await run.client.start({ definition: { id: 'provider' }, runId: 'other', startedBy: 'me' });
      await run.settle();
      await run.client.complete({ runId: 'other', path: '/gate', by: 'me', output: 1 });
      await run.settle();
      expect(statusesOf(await run.view())).toEqual({ '/': 'completed', '/0': 'completed', '/1': 'completed' });
    });
  });
});
