import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const ann = { by: 'ann', roles: ['dev'] };
const bob = { by: 'bob', roles: ['dev', 'ops'] };
const cto = { by: 'cora', roles: ['cto'] };

const approval = (fields: string) => `{ kind: wait, approval: { ${fields} } }`;

const neededIn = async (run: TestRun, path = '/'): Promise<string | undefined> => {
  const waiting = (await run.client.listWaiting(run.runId)).find((one) => one.path === path)?.waiting;
  return waiting?.for === 'approval' ? waiting.stillNeeded : undefined;
};

describe('an approval', () => {
  it('completes when someone with the role approves, and puts out who decided what', async () => {
    const view = await play(approval('roles: [dev]'), {}, async (run) => {
      await run.advance('1h');
      await run.approve('/', { ...ann, comment: 'fine' });
    });
    const decisions = [{ by: 'ann', decision: 'approve', comment: 'fine', at: '2030-01-01T01:00:00.000Z' }];
    expect(view).toMatchObject({ status: 'completed', output: { decision: 'approve', decisions } });
  });

  it.each([
    ['roles: [ops]', ann, 'forbidden'],
    ['users: [bob]', ann, 'forbidden'],
    ['roles: [ops], users: [zoe]', ann, 'forbidden'],
  ])('is decided by nobody else: %s', async (fields, person, code) => {
    await play(approval(fields), {}, async (run) => {
      await expect(run.approve('/', person)).rejects.toMatchObject({ code });
      await expect(run.reject('/', person)).rejects.toMatchObject({ code });
      await expect(run.requestChanges('/', person)).rejects.toMatchObject({ code });
      expect((await run.view()).status).toBe('waiting');
      await run.cancel();
    });
  });

  it.each(['quorum: 1', 'roles: [dev]', 'users: [ann]', 'roles: [x], users: [ann]', 'roles: ["${{ input.role }}"]'])(
    'is decided by who may: %s',
    async (fields) => {
      const view = await play(approval(fields), { input: { role: 'dev' } }, (run) => run.approve('/', ann));
      expect(view.status).toBe('completed');
    },
  );

  it('counts different persons for its quorum, and shows who is still needed', async () => {
    await play(approval('roles: [dev, ops], users: [zoe], quorum: 3'), {}, async (run) => {
      expect(await neededIn(run)).toBe('3 more of dev, ops, zoe');
      await run.approve('/', ann);
      expect(await neededIn(run)).toBe('2 more of dev, ops, zoe');
      await expect(run.approve('/', ann)).rejects.toMatchObject({ code: 'conflict' });
      await run.approve('/', { by: 'zoe' });
      expect(await neededIn(run)).toBe('1 more of dev, ops');
      await run.approve('/', bob);
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('counts each listed role once with distinct roles, by a person of its own', async () => {
    await play(approval('roles: [dev, ops], quorum: 2, distinct: roles'), {}, async (run) => {
      await run.approve('/', bob);
      expect((await run.view()).status).toBe('waiting');
      await run.approve('/', { by: 'eve', roles: ['ops'] });
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('does not count two persons for one role with distinct roles', async () => {
    await play(approval('roles: [dev, ops], quorum: 2, distinct: roles'), {}, async (run) => {
      await run.approve('/', ann);
      await run.approve('/', { by: 'eve', roles: ['dev'] });
      expect([(await run.view()).status, await neededIn(run)]).toEqual(['waiting', '1 more of ops']);
      await run.approve('/', bob);
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('lets a person think again', async () => {
    const view = await play(approval('roles: [dev], quorum: 2'), {}, async (run) => {
      await run.approve('/', ann);
      await run.reject('/', { ...ann, comment: 'on second thoughts' });
    });
    expect(view).toMatchObject({ status: 'failed', error: { message: 'Rejected by ann.' } });
  });

  it('fails at the first rejection, whatever was approved', async () => {
    const view = await play(
      `tasks: [{ id: a, kind: wait, approval: { roles: [dev], quorum: 2 } }, { id: b, action: noop }]`,
      {},
      async (run) => {
        await run.approve('/a', ann);
        await run.reject('/a', bob);
      },
    );
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/a': 'failed', '/b': 'skipped (earlier_task_failed)' });
    expect(view.error).toEqual({ code: 'task_failed', message: 'Rejected by bob.', path: '/a' });
  });

  it('goes another way where the definition routes a rejection', async () => {
    const view = await play(
      `tasks: [{ id: a, kind: wait, approval: { roles: [dev] }, on_error: { action: transform, with: rejected } }, { id: b, action: noop }]`,
      {},
      (run) => run.reject('/a', ann),
    );
    expect(view).toMatchObject({ status: 'completed', output: { a: 'rejected', b: null } });
  });

  it('takes nothing more when it is decided, or before it waits', async () => {
    await play(
      `tasks: [{ id: w, action: external }, { id: a, kind: wait, approval: { roles: [dev] } }, { id: x, action: external }]`,
      {},
      async (run) => {
        await expect(run.approve('/a', ann)).rejects.toMatchObject({ code: 'not_found' });
        await run.complete('/w');
        await run.approve('/a', ann);
        await expect(run.approve('/a', bob)).rejects.toMatchObject({ code: 'conflict' });
        await expect(run.reject('/a', ann)).rejects.toMatchObject({ code: 'conflict' });
        await run.complete('/x');
        await expect(run.approve('/a', ann)).rejects.toMatchObject({ code: 'conflict' });
      },
    );
  });

  it('takes the same message twice as one', async () => {
    await play(approval('roles: [dev], quorum: 2'), {}, async (run) => {
      const message = { runId: run.runId, path: '/', decision: 'approve', id: 'm1', ...ann } as const;
      const first = await run.client.decide(message);
      expect(await run.client.decide(message)).toEqual(first);
      await run.settle();
      expect(await neededIn(run)).toBe('1 more of dev');
      await run.approve('/', bob);
    });
  });

  it.each([
    ['beside it', 'kind: parallel', 'needs: [work]'],
    ['before it', 'kind: composite', ''],
  ])('does not count the author of the work %s, unless allowed', async (_, kind, needs) => {
    const definition = (more: string) =>
      `{ ${kind}, tasks: [{ id: work, action: external }, { id: a, kind: wait, ${needs === '' ? '' : `${needs},`} approval: { roles: [dev]${more} } }] }`;
    await play(definition(''), {}, async (run) => {
      await run.complete('/work', null, 'ann');
      await expect(run.approve('/a', ann)).rejects.toMatchObject({ code: 'forbidden' });
      await run.approve('/a', bob);
    });
    await play(definition(', allow_self: true'), {}, async (run) => {
      await run.complete('/work', null, 'ann');
      await run.approve('/a', ann);
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('does not count those who did the work within a container either', async () => {
    await play(
      `tasks:
  - { id: box, kind: parallel, tasks: [{ id: x, action: external }, { id: each, kind: collection, items: "[1]", do: { action: external } }] }
  - { id: a, kind: wait, approval: { roles: [dev] } }`,
      {},
      async (run) => {
        await run.complete('/box/x', null, 'ann');
        await run.complete('/box/each/0', null, 'bob');
        await expect(run.approve('/a', ann)).rejects.toMatchObject({ code: 'forbidden' });
        await expect(run.approve('/a', bob)).rejects.toMatchObject({ code: 'forbidden' });
        await run.approve('/a', { by: 'eve', roles: ['dev'] });
      },
    );
  });

  it.each([
    ['in a parallel', `{ kind: parallel, tasks: [{ id: a, kind: wait, approval: { roles: [dev] } }] }`, '/a'],
    [
      'in a collection',
      `{ kind: collection, items: "[1]", do: [{ id: a, kind: wait, approval: { roles: [dev] } }] }`,
      '/0/a',
    ],
    ['in a router', `{ kind: router, switch: "'x'", cases: { x: { kind: wait, approval: { roles: [dev] } } } }`, '/x'],
    [
      'in an on_error',
      `{ kind: wait, signal: s, timeout: 1s, on_error: { kind: wait, approval: { roles: [dev] } } }`,
      '/on_error',
    ],
  ])('works at any depth: %s', async (_, definition, path) => {
    await play(definition, {}, async (run) => {
      await run.advance('2s');
      await run.approve(path, ann);
      expect(taskOf(await run.view(), path).status).toBe('completed');
    });
  });

  it('works in a child run', async () => {
    await play(
      '{ action: run, with: { definition: child } }',
      { pushed: [`id: child\nkind: wait\napproval: { roles: [dev] }`] },
      async (run) => {
        const [waiting] = await run.client.listWaiting();
        expect(waiting?.runId).not.toBe(run.runId);
        await run.client.decide({ runId: waiting?.runId ?? '', path: '/', decision: 'approve', ...ann });
        expect(await run.settle()).toMatchObject({
          status: 'completed',
          output: { status: 'completed', output: { decision: 'approve' } },
        });
      },
    );
  });
});

describe('request_changes', () => {
  const definition = `tasks:
  - { id: work, action: external }
  - { id: a, kind: wait, approval: { roles: [dev], quorum: 2 } }
  - { id: ship, action: noop }`;

  it('reopens the task that it guards, drops the decisions so far, and keeps waiting', async () => {
    await play(definition, {}, async (run) => {
      await run.complete('/work', 'draft', 'zoe');
      await run.approve('/a', ann);
      await run.requestChanges('/a', { ...bob, comment: 'more tests' });
      expect(statusesOf(await run.view())).toEqual({
        '/': 'in_progress',
        '/work': 'waiting',
        '/a': 'waiting',
        '/ship': 'pending',
      });
      expect(await run.task('/work')).toMatchObject({ visit: 2, output: null });
      expect(await neededIn(run, '/a')).toBe('2 more of dev');
    });
  });

  it('takes no decision until the work is handed in again, and then goes on', async () => {
    await play(definition, {}, async (run) => {
      await run.complete('/work', 'draft', 'zoe');
      await run.requestChanges('/a', ann);
      await expect(run.approve('/a', bob)).rejects.toMatchObject({ code: 'conflict' });
      await run.complete('/work', 'final', 'zoe');
      await run.approve('/a', ann);
      await run.approve('/a', bob);
      const view = await run.view();
      expect(statusesOf(view)).toEqual({
        '/': 'completed',
        '/work': 'completed',
        '/a': 'completed',
        '/ship': 'completed',
      });
      expect(view.output).toMatchObject({ work: 'final' });
    });
  });

  it('may be said again and again', async () => {
    await play(definition, {}, async (run) => {
      for (const n of [1, 2, 3]) {
        await run.complete('/work', n, 'zoe');
        await run.requestChanges('/a', ann);
      }
      await run.complete('/work', 4, 'zoe');
      expect(await run.task('/work')).toMatchObject({ visit: 4, output: 4 });
      await run.approve('/a', ann);
      await run.approve('/a', bob);
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('fails the approval when the work cannot be done again', async () => {
    const view = await play(definition, {}, async (run) => {
      await run.complete('/work', 1, 'zoe');
      await run.requestChanges('/a', ann);
      await run.fail('/work', 'cannot');
    });
    expect(statusesOf(view)).toEqual({
      '/': 'failed',
      '/work': 'failed',
      '/a': 'failed',
      '/ship': 'skipped (earlier_task_failed)',
    });
    expect(view.error).toEqual({ code: 'task_failed', message: 'cannot', path: '/work' });
  });

  it('only drops decisions where nobody has handed anything in', async () => {
    await play(
      `tasks: [{ id: build, action: noop }, { id: a, kind: wait, approval: { roles: [dev] } }]`,
      {},
      async (run) => {
        await run.requestChanges('/a', ann);
        expect(statusesOf(await run.view())).toEqual({ '/': 'in_progress', '/build': 'completed', '/a': 'waiting' });
        await run.approve('/a', ann);
        expect((await run.view()).status).toBe('completed');
      },
    );
  });

  it('lets a container that it guards be worked on again from the beginning', async () => {
    await play(
      `tasks:
  - { id: box, tasks: [{ id: write, action: external }, { id: check, action: transform, with: "\${{ tasks.write.output }}" }] }
  - { id: a, kind: wait, approval: { roles: [dev] } }`,
      {},
      async (run) => {
        await run.complete('/box/write', 1, 'zoe');
        await run.requestChanges('/a', ann);
        expect(statusesOf(await run.view())).toEqual({
          '/': 'in_progress',
          '/box': 'in_progress',
          '/box/write': 'waiting',
          '/box/check': 'pending',
          '/a': 'waiting',
        });
        await run.complete('/box/write', 2, 'zoe');
        await run.approve('/a', ann);
        expect((await run.view()).output).toMatchObject({ box: { write: 2, check: 2 } });
      },
    );
  });

  it('keeps the container open although the approval passes in time meanwhile', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: work, action: external }
  - { id: a, kind: wait, needs: [work], approval: { roles: [dev], timeout: 1h, on_timeout: continue } }
  - { id: ship, needs: [work, a], action: noop }`,
      {},
      async (run) => {
        await run.complete('/work', 1, 'zoe');
        await run.requestChanges('/a', ann);
        await run.advance('2h');
        expect(statusesOf(await run.view())).toEqual({
          '/': 'in_progress',
          '/work': 'waiting',
          '/a': 'completed',
          '/ship': 'blocked',
        });
        await run.complete('/work', 2, 'zoe');
        expect(statusesOf(await run.view())).toEqual({
          '/': 'completed',
          '/work': 'completed',
          '/a': 'completed',
          '/ship': 'completed',
        });
      },
    );
  });

  describe('when the time of the approval is up before the work was done again', () => {
    const inOrder = (more: string) => `tasks:
  - { id: work, action: external }
  - { id: more, action: external }
  - { id: a, kind: wait, needs: [work, more], approval: { roles: [dev], timeout: 1h${more} } }
  - { id: ship, action: noop }`;

    const askAgain = async (run: TestRun): Promise<void> => {
      await run.complete('/work', 1, 'zoe');
      await run.complete('/more', 1, 'zoe');
      await run.requestChanges('/a', ann);
      await run.advance('2h');
    };

    it('stops the work before the approval fails what it stands in', async () => {
      const view = await play(inOrder(''), {}, askAgain);
      expect(statusesOf(view)).toEqual({
        '/': 'failed',
        '/work': 'cancelled (strategy)',
        '/more': 'cancelled (strategy)',
        '/a': 'timed_out',
        '/ship': 'skipped (earlier_task_failed)',
      });
      expect(view.error).toMatchObject({ code: 'timed_out', path: '/a' });
    });

    it('stops it as well where the deadline of the approval has passed', async () => {
      const view = await play(
        `kind: parallel
tasks:
  - { id: work, action: external }
  - { id: a, kind: wait, needs: [work], deadline: 1h, approval: { roles: [dev] } }`,
        {},
        async (run) => {
          await run.complete('/work', 1, 'zoe');
          await run.requestChanges('/a', ann);
          await run.advance('2h');
        },
      );
      expect(statusesOf(view)).toMatchObject({ '/': 'failed', '/work': 'cancelled (strategy)' });
      expect(view.error).toMatchObject({ code: 'timed_out', path: '/a' });
    });

    it.each([[['/work', '/more']], [['/more', '/work']]])(
      'and it need not be decided: waits for the work, and goes on then (%s)',
      async (order) => {
        await play(inOrder(', on_timeout: continue'), {}, async (run) => {
          await askAgain(run);
          expect(statusesOf(await run.view())).toMatchObject({
            '/': 'in_progress',
            '/a': 'completed',
            '/ship': 'pending',
          });
          await run.complete(order[0] ?? '', 2, 'zoe');
          expect(statusesOf(await run.view())).toMatchObject({ '/': 'in_progress', '/ship': 'pending' });
          await run.complete(order[1] ?? '', 3, 'zoe');
          expect(statusesOf(await run.view())).toMatchObject({ '/': 'completed', '/ship': 'completed' });
        });
      },
    );

    it('and it need not be decided, but the work fails: fails what it stands in', async () => {
      const view = await play(inOrder(', on_timeout: continue'), {}, async (run) => {
        await askAgain(run);
        await run.complete('/more', 2, 'zoe');
        await run.fail('/work', 'cannot');
      });
      expect(statusesOf(view)).toMatchObject({
        '/': 'failed',
        '/work': 'failed',
        '/ship': 'skipped (earlier_task_failed)',
      });
    });
  });

  it('in a round of a repeat concerns that round', async () => {
    await play(
      `repeat: { until: tasks.work.output > 2, max: 5 }
tasks:
  - { id: work, action: external }
  - { id: a, kind: wait, approval: { roles: [dev] } }`,
      {},
      async (run) => {
        await run.complete('/work', 1, 'zoe');
        await run.requestChanges('/a', ann);
        await run.complete('/work', 2, 'zoe');
        await run.approve('/a', ann);
        expect(await run.task('/work')).toMatchObject({ status: 'waiting', visit: 3 });
        await run.complete('/work', 3, 'zoe');
        await run.approve('/a', ann);
        expect((await run.view()).status).toBe('completed');
      },
    );
  });
});

describe('the timeout of an approval', () => {
  const timed = (more: string) =>
    `tasks: [{ id: a, kind: wait, approval: { roles: [dev], quorum: 2, timeout: 3d${more} } }, { id: b, action: noop }]`;

  it('fails it unless said', async () => {
    const view = await play(timed(''));
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/a': 'timed_out', '/b': 'skipped (earlier_task_failed)' });
  });

  it('completes it with continue', async () => {
    expect((await play(timed(', on_timeout: continue'))).output).toEqual({ a: { timed_out: true }, b: null });
  });

  it('runs a task instead', async () => {
    const view = await play(timed(', on_timeout: { action: transform, with: auto }'));
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/a': 'timed_out',
      '/a/on_timeout': 'completed',
      '/b': 'completed',
    });
  });

  it('may stand beside the approval', async () => {
    const view = await play('{ kind: wait, approval: { roles: [dev] }, timeout: 3d, on_timeout: continue }');
    expect(view).toMatchObject({ endedAt: '2030-01-04T00:00:00.000Z', output: { timed_out: true } });
  });

  const escalating = timed(', on_timeout: escalate, escalate_to: cto');

  it('escalates: one decision of theirs settles it', async () => {
    await play(escalating, {}, async (run) => {
      await expect(run.approve('/a', cto)).rejects.toMatchObject({ code: 'forbidden' });
      await run.advance('3d');
      expect(await neededIn(run, '/a')).toBe('2 more of dev, or cto alone');
      await run.approve('/a', cto);
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('still counts those who were asked first, and what they decided before', async () => {
    await play(escalating, {}, async (run) => {
      await run.approve('/a', ann);
      await run.advance('3d');
      await run.approve('/a', bob);
      expect((await run.view()).output).toMatchObject({ a: { decisions: [{ by: 'ann' }, { by: 'bob' }] } });
    });
  });

  it('lets those it was escalated to reject', async () => {
    const view = await play(escalating, {}, async (run) => {
      await run.advance('3d');
      await run.reject('/a', cto);
    });
    expect(view.error).toMatchObject({ message: 'Rejected by cora.' });
  });

  it('escalates to a person by name', async () => {
    await play(timed(', on_timeout: escalate, escalate_to: zoe'), {}, async (run) => {
      await run.advance('3d');
      await run.approve('/a', { by: 'zoe' });
      expect((await run.view()).status).toBe('completed');
    });
  });

  it('fails at the second time', async () => {
    const view = await play(escalating);
    expect(taskOf(view, '/a')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-07T00:00:00.000Z' });
  });

  it('does not count decisions that come at the last moment twice', async () => {
    await play(escalating, {}, async (run) => {
      await run.advance('3d');
      await run.approve('/a', cto);
      await run.advance('10d');
      expect((await run.view()).status).toBe('completed');
    });
  });
});
