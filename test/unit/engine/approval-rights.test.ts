import { describe, expect, it } from 'vitest';
import type { ApprovalWord } from '../../../src/domain/approval.js';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf } from './play.js';

const ann = { by: 'ann', roles: ['dev'] };
const bob = { by: 'bob', roles: ['dev'] };
const zed = { by: 'zed', roles: [] };

const say = async (
  run: TestRun,
  path: string,
  decision: ApprovalWord,
  more: { readonly by: string; readonly roles: readonly string[]; readonly to?: string },
) => {
  await run.client.decide({ runId: run.runId, path, decision, ...more });
  await run.settle();
};

const shownIn = async (run: TestRun, path = '/') => {
  const task = (await run.client.listWaiting(run.runId)).find((one) => one.path === path);
  if (task?.waiting.for !== 'approval') throw new Error(`${path} waits for no approval.`);
  const { decisions, delegations, stillNeeded } = task.waiting;
  return { decisions, delegations, stillNeeded, deadlineAt: task.deadlineAt };
};

/** Word, person and time of what the trail says of approvals. */
const trailOf = async (run: TestRun, path?: string) =>
  (await run.client.listAudit({ runId: run.runId, path }))
    .filter(({ type }) => /^(decision|approval)\./.test(type))
    .map(({ type, actor, at }) => `${type} by ${actor} at ${at.slice(5, 16)}`);

describe('a right to decide', () => {
  it('can be handed on and taken back, and all of it is shown and stays in the trail', async () => {
    await play('{ kind: wait, approval: { users: [ann], quorum: 1, timeout: 3d } }', {}, async (run) => {
      await expect(run.approve('/', zed)).rejects.toMatchObject({ code: 'forbidden' });
      await say(run, '/', 'delegate', { ...ann, to: 'zed' });
      expect(await shownIn(run)).toEqual({
        decisions: [],
        delegations: [{ by: 'ann', to: 'zed', at: '2030-01-01T00:00:00.000Z' }],
        stillNeeded: '1 more of zed for ann',
        deadlineAt: '2030-01-04T00:00:00.000Z',
      });
      await expect(run.approve('/', ann)).rejects.toMatchObject({ code: 'forbidden' });
      await say(run, '/', 'withdraw', ann);
      await say(run, '/', 'delegate', { ...ann, to: 'zed' });
      await run.approve('/', zed);
      expect((await run.view()).output).toMatchObject({ decision: 'approve', decisions: [{ by: 'zed' }] });
      expect(await trailOf(run)).toEqual([
        'decision.delegate by ann at 01-01T00:00',
        'decision.withdraw by ann at 01-01T00:00',
        'decision.delegate by ann at 01-01T00:00',
        'decision.approve by zed at 01-01T00:00',
      ]);
    });
  });

  it('is handed on to nobody who did the work', async () => {
    const definition = `tasks: [{ id: work, action: external }, { id: a, kind: wait, approval: { roles: [dev] } }]`;
    await play(definition, {}, async (run) => {
      await run.complete('/work', null, 'zed');
      const delegated = say(run, '/a', 'delegate', { ...ann, to: 'zed' });
      await expect(delegated).rejects.toMatchObject({ code: 'forbidden' });
      await run.approve('/a', bob);
    });
  });

  it('says to whom it is handed on', async () => {
    await play('{ kind: wait, approval: {} }', {}, async (run) => {
      await expect(say(run, '/', 'delegate', ann)).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(say(run, '/', 'approve', { ...ann, to: 'zed' })).rejects.toMatchObject({ code: 'invalid_input' });
      await run.cancel();
    });
  });
});

describe('a decision', () => {
  it('can be withdrawn until the quorum is met, and not later', async () => {
    await play(
      'tasks: [{ id: a, kind: wait, approval: { roles: [dev], quorum: 2 } }, { id: x, action: external }]',
      {},
      async (run) => {
        await run.approve('/a', ann);
        expect((await shownIn(run, '/a')).decisions).toEqual([
          { by: 'ann', decision: 'approve', at: '2030-01-01T00:00:00.000Z' },
        ]);
        await say(run, '/a', 'withdraw', ann);
        expect((await shownIn(run, '/a')).stillNeeded).toBe('2 more of dev');
        await run.approve('/a', bob);
        await run.approve('/a', ann);
        await expect(say(run, '/a', 'withdraw', bob)).rejects.toMatchObject({ code: 'conflict' });
      },
    );
  });

  it('that comes again under the id of one that was withdrawn changes nothing', async () => {
    await play('{ kind: wait, approval: { roles: [dev], quorum: 2 } }', {}, async (run) => {
      const message = { runId: run.runId, path: '/', decision: 'approve', id: 'm1', ...ann } as const;
      await run.client.decide(message);
      await run.settle();
      await say(run, '/', 'withdraw', ann);
      await run.client.decide(message);
      await run.settle();
      expect((await shownIn(run)).decisions).toEqual([]);
      await run.cancel();
    });
  });

  it('on a task that others need approved counts, is withdrawn and handed on alike', async () => {
    const definition = `kind: parallel
tasks:
  - { id: work, action: external }
  - { id: ship, needs: [{ task: work, type: approval, users: [ann, bob], quorum: 2 }], action: noop }`;
    await play(definition, {}, async (run) => {
      await run.complete('/work', 1, 'eve');
      await run.approve('/work', ann);
      await say(run, '/work', 'withdraw', ann);
      await run.approve('/work', bob);
      expect(statusesOf(await run.view())).toMatchObject({ '/ship': 'blocked' });
      await expect(say(run, '/work', 'delegate', { ...ann, to: 'eve' })).rejects.toMatchObject({ code: 'forbidden' });
      await say(run, '/work', 'delegate', { ...ann, to: 'zed' });
      await expect(run.approve('/work', ann)).rejects.toMatchObject({ code: 'forbidden' });
      await run.approve('/work', zed);
      expect(statusesOf(await run.view())).toMatchObject({ '/ship': 'completed' });
      expect((await trailOf(run, '/work')).map((entry) => entry.slice(0, entry.indexOf(' at')))).toEqual([
        'decision.approve by ann',
        'decision.withdraw by ann',
        'decision.approve by bob',
        'decision.delegate by ann',
        'decision.approve by zed',
      ]);
    });
  });
});

describe('remind_every', () => {
  const places = [
    ['alone', (task: string) => `{ ${task} }`, '/'],
    ['in a parallel', (task: string) => `{ kind: parallel, tasks: [{ id: a, ${task} }] }`, '/a'],
    ['in a collection', (task: string) => `{ kind: collection, items: "[1]", do: { ${task} } }`, '/0'],
    [
      'in a round of a repeat',
      (task: string) => `{ repeat: { until: "true", max: 2 }, tasks: [{ id: a, ${task} }] }`,
      '/a',
    ],
  ] as const;

  it.each(places)('says again and again who is needed, until it is decided: %s', async (_, wrap, path) => {
    await play(wrap('kind: wait, approval: { roles: [dev], quorum: 2, remind_every: 1d }'), {}, async (run) => {
      await run.advance('36h');
      await run.approve(path, ann);
      await run.advance('1d');
      await run.approve(path, bob);
      await run.advance('5d');
      expect(await trailOf(run, path)).toEqual([
        'approval.reminded by system at 01-02T00:00',
        'decision.approve by ann at 01-02T12:00',
        'approval.reminded by system at 01-03T00:00',
        'decision.approve by bob at 01-03T12:00',
      ]);
      const reminders = (await run.events(path)).filter(({ type }) => type === 'approval.reminded');
      expect(reminders.map(({ after }) => after)).toEqual([
        { roles: ['dev'], users: [], stillNeeded: '2 more of dev', timeoutAt: null },
        { roles: ['dev'], users: [], stillNeeded: '1 more of dev', timeoutAt: null },
      ]);
    });
  });

  it('goes on after it was escalated, and ends with it', async () => {
    const approval = 'roles: [dev], timeout: 36h, on_timeout: escalate, escalate_to: cto, remind_every: 1d';
    await play(`{ kind: wait, approval: { ${approval} } }`, {}, async (run) => {
      await run.advance('10d');
      expect((await run.view()).status).toBe('timed_out');
      expect(await trailOf(run)).toEqual([
        'approval.reminded by system at 01-02T00:00',
        'approval.escalated by system at 01-02T12:00',
        'approval.reminded by system at 01-03T00:00',
      ]);
    });
  });

  it('keeps a test that waits for nobody from going on for ever', async () => {
    await play('{ kind: wait, approval: { remind_every: 1h } }', {}, async (run) => {
      await expect(run.finish()).rejects.toMatchObject({ code: 'conflict' });
      await run.cancel();
    });
  });
});

it('the criteria are shown to those who decide', async () => {
  const definition = '{ kind: wait, approval: { criteria: ["tests of ${{ input.sha }}", { docs: true }] } }';
  await play(definition, { input: { sha: 'abc' } }, async (run) => {
    const criteria = ['tests of abc', { docs: true }];
    expect((await run.task('/')).approval).toMatchObject({ criteria, stillNeeded: '1 more of anyone' });
    await run.requestChanges('/', ann);
    expect((await run.task('/')).approval).toMatchObject({ criteria });
    await run.approve('/', ann);
    expect((await run.task('/')).approval).toBeUndefined();
  });
});

it('a trail of decisions says how each person is known, what they said and for whom', async () => {
  await play('{ kind: wait, approval: { users: [ann, bob], quorum: 2 } }', {}, async (run) => {
    await say(run, '/', 'delegate', { ...ann, to: 'zed' });
    const said = { runId: run.runId, path: '/', decision: 'approve' } as const;
    await run.client.decide({ ...said, ...zed, comment: 'for ann', proof: 'token:t1' });
    await run.client.decide({ ...said, ...bob, assertedBy: 'root' });
    await run.settle();
    const trail = await run.client.listAudit({ runId: run.runId });
    expect(
      trail
        .filter(({ type }) => type.startsWith('decision.') && type !== 'decision.asserted')
        .map(({ type, actor, how, reason, after }) => ({ type, actor, how, reason, after })),
    ).toEqual([
      {
        ...{ type: 'decision.delegate', actor: 'ann', how: 'local', reason: null },
        after: { by: 'ann', roles: ['dev'], decision: 'delegate', to: 'zed', comment: null, how: 'local' },
      },
      {
        ...{ type: 'decision.approve', actor: 'zed', how: 'token:t1', reason: 'for ann' },
        after: { by: 'zed', roles: [], decision: 'approve', for: ['ann'], comment: 'for ann', how: 'token:t1' },
      },
      {
        ...{ type: 'decision.approve', actor: 'bob', how: 'asserted by root', reason: null },
        after: { by: 'bob', roles: ['dev'], decision: 'approve', comment: null, how: 'asserted by root' },
      },
    ]);
    expect(await run.client.verifyAudit(run.runId)).toMatchObject({ isWhole: true, broken: [], runs: 1 });
  });
});
