import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/client/list-audit.js';
import type { ApprovalWord } from '../../src/domain/approval.js';
import { isJsonObject, type JsonValue } from '../../src/domain/json.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine, EngineWorker } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';

let engine: Engine;
let worker: EngineWorker;

beforeAll(async () => {
  engine = await openTestEngine();
  worker = await engine.startWorker();
});

afterAll(() => engine.close());

const ann = { by: 'ann', roles: ['dev'] };
const bob = { by: 'bob', roles: ['dev'] };

/** Of an author's hour this many are left: 200 ms. */
const HOURLY = 200 / 3_600_000;

function approve(runId: string, person: { readonly by: string; readonly roles: readonly string[] }, id?: string) {
  return engine.client.decide({ runId, path: '/a', decision: 'approve', ...person, id });
}

/** Starts a run whose approval waits at `/a`, and stays open behind it. */
async function startWaiting(approval: string, options: Parameters<Engine['start']>[1] = {}): Promise<string> {
  const { runId } = await engine.start(
    `{ id: approvals, tasks: [{ id: a, kind: wait, approval: { ${approval} } }, { id: end, action: external }] }`,
    options,
  );
  await engine.taskWith(runId, '/a', 'waiting');
  return runId;
}

const codeOf = (settled: PromiseSettledResult<unknown>): string =>
  settled.status === 'fulfilled' ? 'taken' : String((settled.reason as { readonly code?: unknown }).code);

/** What the trail says was said at a task, once it is known to be whole. */
async function readTrail(runId: string, workspace = 'default'): Promise<readonly AuditEntry[]> {
  const client = engine.client.inWorkspace(workspace);
  expect(await client.verifyAudit(runId)).toMatchObject({ isWhole: true });
  return (await client.listAudit({ runId })).filter(({ type }) => /^(decision|approval)\./.test(type));
}

const wordsIn = (trail: readonly AuditEntry[]) => trail.map(({ type, actor }) => `${type} by ${actor}`);

/** Who decided what, as the state says. */
function decisionsIn(output: JsonValue): JsonValue[] {
  const decisions = isJsonObject(output) ? output['decisions'] : null;
  return Array.isArray(decisions) ? decisions.map((made) => (isJsonObject(made) ? (made['by'] ?? null) : null)) : [];
}

describe('an approval in a run', () => {
  test('of two decisions at the same moment counts both where it needs two, and one where it needs one', async () => {
    const [two, one] = await Promise.all([startWaiting('roles: [dev], quorum: 2'), startWaiting('roles: [dev]')]);
    const both = await Promise.allSettled([approve(two, ann), approve(two, bob)]);
    const single = await Promise.allSettled([approve(one, ann), approve(one, bob)]);
    expect(both.map(codeOf)).toEqual(['taken', 'taken']);
    expect(single.map(codeOf).toSorted()).toEqual(['conflict', 'taken']);
    const task = await engine.taskWith(one, '/a', 'completed');
    expect(wordsIn(await readTrail(one))).toEqual(
      decisionsIn(task.output).map((by) => `decision.approve by ${String(by)}`),
    );
    await engine.taskWith(two, '/a', 'completed');
    expect(wordsIn(await readTrail(two)).toSorted()).toEqual(['decision.approve by ann', 'decision.approve by bob']);
  });

  test('at the moment of its deadline is decided or has timed out, and the trail says the same', async () => {
    const runs = await Promise.all(
      Array.from({ length: 6 }, () => startWaiting('roles: [dev], timeout: 5h', { timeScale: HOURLY })),
    );
    const answers = await Promise.all(
      runs.map(async (runId, index) => {
        const { timeoutAt } = (await engine.client.read(runId)).tasks[1]?.approval ?? {};
        const dueInMs = Date.parse(timeoutAt ?? '') - Date.now();
        // From a little before the deadline to a little after: it is the moment that is tested.
        await new Promise((resolve) => setTimeout(resolve, dueInMs + (index - 4) * 15));
        const [answer] = await Promise.allSettled([approve(runId, ann)]);
        return answer && codeOf(answer);
      }),
    );
    for (const [index, runId] of runs.entries()) {
      const task = await engine.taskThat(runId, '/a', ({ status }) => status !== 'waiting');
      const trail = wordsIn(await readTrail(runId));
      expect([answers[index], task.status, trail]).toEqual(
        task.status === 'completed'
          ? ['taken', 'completed', ['decision.approve by ann']]
          : ['conflict', 'timed_out', []],
      );
      const late = approve(runId, bob);
      await expect(late).rejects.toMatchObject({ code: 'conflict' });
      expect(wordsIn(await readTrail(runId))).toEqual(trail);
    }
  });

  test('takes nothing from its author, from the wrong role, or twice', async () => {
    const { runId } = await engine.start(`
id: authored
tasks:
  - { id: work, action: external }
  - { id: a, kind: wait, approval: { roles: [dev], quorum: 2 } }`);
    await engine.taskWith(runId, '/work', 'waiting');
    await engine.client.complete({ runId, path: '/work', by: 'ann', output: 1 });
    await engine.taskWith(runId, '/a', 'waiting');
    const refused = await Promise.allSettled([approve(runId, ann), approve(runId, { by: 'eve', roles: ['qa'] })]);
    expect(refused.map(codeOf)).toEqual(['forbidden', 'forbidden']);
    expect(await readTrail(runId)).toEqual([]);
    const [first, again] = [await approve(runId, bob, 'message-1'), await approve(runId, bob, 'message-1')];
    expect(again).toEqual(first);
    await expect(approve(runId, bob)).rejects.toMatchObject({ code: 'conflict' });
    expect(wordsIn(await readTrail(runId))).toEqual(['decision.approve by bob']);
    await approve(runId, { by: 'zoe', roles: ['dev'] });
    await engine.client.waitForEnd(runId);
    expect(wordsIn(await readTrail(runId))).toEqual(['decision.approve by bob', 'decision.approve by zoe']);
  });

  test('goes on after its worker was restarted, with what was said before', async () => {
    const runId = await startWaiting('users: [ann, bob, zoe], quorum: 2');
    const say = (by: string, decision: ApprovalWord, to?: string) =>
      engine.client.decide({ runId, path: '/a', decision, to, by, roles: [] });
    await say('ann', 'approve');
    await say('bob', 'delegate', 'yan');
    await worker.stop();
    const late = say('yan', 'approve');
    worker = await engine.startWorker();
    await late;
    const task = await engine.taskWith(runId, '/a', 'completed');
    expect(decisionsIn(task.output)).toEqual(['ann', 'yan']);
    expect(wordsIn(await readTrail(runId))).toEqual([
      'decision.approve by ann',
      'decision.delegate by bob',
      'decision.approve by yan',
    ]);
  });

  test.each([
    ['in a run that continues as new again and again', false, '/a'],
    ['in a child run', true, '/'],
  ])('reminds, escalates, and is decided once: %s', async (_, isChild, path) => {
    const approval = 'roles: [dev], timeout: 5h, on_timeout: escalate, escalate_to: cto, remind_every: 2h';
    if (isChild) await engine.push(`{ id: child-approval, kind: wait, approval: { ${approval} } }`);
    const started = isChild
      ? await engine.start('{ action: run, with: { definition: child-approval } }', { timeScale: 2 * HOURLY })
      : { runId: await startWaiting(approval, { timeScale: 2 * HOURLY, historyLimit: 5 }) };
    const { runId } = await waitFor('it waits', async () =>
      (await engine.client.listWaiting()).find((one) => one.path === path && one.waiting.for === 'approval'),
    );
    await waitFor('it was escalated', async () =>
      (await engine.client.listAudit({ runId })).find(({ type }) => type === 'approval.escalated'),
    );
    await engine.client.decide({ runId, path, decision: 'approve', by: 'cora', roles: ['cto'] });
    const task = await engine.taskWith(runId, path, 'completed');
    expect(decisionsIn(task.output)).toEqual(['cora']);
    const said = wordsIn(await readTrail(runId));
    expect(said.slice(0, 2)).toEqual(['approval.reminded by system', 'approval.reminded by system']);
    expect(said.filter((word) => !word.startsWith('approval.reminded'))).toEqual([
      'approval.escalated by system',
      'decision.approve by cora',
    ]);
    if (isChild) expect(await engine.client.waitForEnd(started.runId)).toMatchObject({ status: 'completed' });
    else expect((await engine.histories(runId)).length).toBeGreaterThan(1);
  });
});

describe('an approval gate among generic tasks', () => {
  let tasks: TasksClient;
  beforeAll(() => {
    tasks = ownTasksOf(engine);
  });

  const as = (name: string, ...roles: string[]) => tasks.as({ name, roles });
  const create = (taskId: string, approval: object) =>
    tasks.create({ task_type: 'approval_gate', task_id: taskId, title: taskId, approval });
  const statusOf = async (taskId: string) => (await tasks.get({ task_id: taskId }))['status'];
  const whenStatus = (taskId: string, status: string) =>
    waitFor(`${taskId} is ${status}`, async () => (await statusOf(taskId)) === status);
  const trailOf = async (taskId: string) => wordsIn(await readTrail(taskId, engine.taskQueue));

  test('reminds, is escalated, and lets those it was escalated to settle it', async () => {
    await create('gate-timed', {
      ...{ roles: ['dev'], quorum: 2, timeout: '2s', on_timeout: 'escalate', escalate_to: 'cto', remind_every: '1s' },
    });
    const early = as('cora', 'cto').decide({ task_id: 'gate-timed', decision: 'approve' });
    await expect(early).rejects.toMatchObject({ code: 'forbidden' });
    await as('bob', 'dev').decide({ task_id: 'gate-timed', decision: 'approve' });
    await waitFor('it was escalated', async () =>
      (await trailOf('gate-timed')).includes('approval.escalated by system'),
    );
    const [shown] = (await engine.client.inWorkspace(engine.taskQueue).read('gate-timed')).tasks;
    expect(shown?.approval).toMatchObject({
      decisions: [{ by: 'bob', decision: 'approve' }],
      stillNeeded: '1 more of dev, or cto alone',
      timeoutAt: expect.any(String),
    });
    const decided = await as('cora', 'cto').decide({ task_id: 'gate-timed', decision: 'approve' });
    expect(decided).toMatchObject({ status: 'completed', still_needed: 'nobody' });
    const trail = await trailOf('gate-timed');
    expect(trail.slice(0, 2)).toEqual(['decision.approve by bob', 'approval.reminded by system']);
    expect(trail.at(-1)).toBe('decision.approve by cora');
  });

  test('times out, and takes nothing that comes late', async () => {
    await create('gate-late', { roles: ['dev'], timeout: '1s' });
    await whenStatus('gate-late', 'timed_out');
    const late = as('bob', 'dev').decide({ task_id: 'gate-late', decision: 'approve' });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect(await trailOf('gate-late')).toEqual([]);
  });

  test('can be decided by whom the right was handed to, and not by who handed it on', async () => {
    await create('gate-rights', { users: ['bob', 'zoe'], quorum: 2 });
    const say = (name: string, decision: ApprovalWord, to?: string) =>
      as(name).decide({ task_id: 'gate-rights', decision, ...(to === undefined ? {} : { to }) });
    await say('bob', 'delegate', 'yan');
    await expect(say('bob', 'approve')).rejects.toMatchObject({ code: 'forbidden' });
    await say('yan', 'approve');
    await say('yan', 'withdraw');
    expect(await say('yan', 'approve')).toMatchObject({ still_needed: '1 more of zoe' });
    const both = await Promise.allSettled([say('zoe', 'approve'), say('yan', 'withdraw')]);
    const status = await statusOf('gate-rights');
    expect(both.map(codeOf)).toEqual(status === 'completed' ? ['taken', 'conflict'] : ['taken', 'taken']);
    const trail = await trailOf('gate-rights');
    expect(trail.slice(0, 4)).toEqual([
      'decision.delegate by bob',
      'decision.approve by yan',
      'decision.withdraw by yan',
      'decision.approve by yan',
    ]);
    expect(trail).toHaveLength(status === 'completed' ? 5 : 6);
  });

  test('is not decided by who did the work that it is about', async () => {
    await tasks.create({ task_type: 'x', task_id: 'gated-work', title: 'Work' });
    await as('bob').execute({ task_id: 'gated-work' });
    const done = { summary: 'Done.', detailed_work: 'Done.', next_action: 'complete' };
    await as('bob').complete({ task_id: 'gated-work', ...done });
    await tasks.create({
      ...{ task_type: 'approval_gate', task_id: 'gate-of-work', title: 'Gate', dependencies: ['gated-work'] },
      approval: { roles: ['dev'] },
    });
    const own = as('bob', 'dev').decide({ task_id: 'gate-of-work', decision: 'approve' });
    await expect(own).rejects.toMatchObject({ code: 'forbidden' });
    await as('zoe', 'dev').decide({ task_id: 'gate-of-work', decision: 'approve' });
    expect(await statusOf('gate-of-work')).toBe('completed');
  });

  test('is listed once among what waits, with who has decided and until when', async () => {
    await create('gate-listed', { users: ['bob', 'zoe'], quorum: 2, timeout: '1d' });
    await as('bob').decide({ task_id: 'gate-listed', decision: 'approve' });
    const listed = await engine.client.inWorkspace(engine.taskQueue).listWaiting();
    expect(listed.filter(({ taskId }) => taskId === 'gate-listed')).toMatchObject([
      {
        ...{ runId: 'gate-listed', path: '/', deadlineAt: expect.any(String) },
        waiting: { decisions: [{ by: 'bob', decision: 'approve' }], stillNeeded: '1 more of zoe' },
      },
    ]);
  });

  test('that is gone round is found in the trail: by a waiver, or by a rule that was changed', async () => {
    await create('gate-waived', { users: ['bob'] });
    await tasks.create({
      ...{ task_type: 'x', task_id: 'behind-gate', title: 'Behind' },
      dependencies: [{ dependency_task_id: 'gate-waived', dependency_type: 'approval' }],
    });
    const waiver = { operation: 'waive', dependency_ids: ['gate-waived'], reason: 'On fire.' };
    await as('eve').manageDependencies({ task_id: 'behind-gate', ...waiver });
    await as('eve').update({ task_id: 'gate-waived', approval: { users: ['eve'] } });
    const client = engine.client.inWorkspace(engine.taskQueue);
    const acts = [
      ...(await client.listAudit({ runId: 'behind-gate' })),
      ...(await client.listAudit({ runId: 'gate-waived' })),
    ];
    expect(
      acts
        .filter(({ actor, type }) => actor === 'eve' && type !== 'status.changed')
        .map(({ type, reason }) => [type, reason]),
    ).toEqual([
      ['dependencies.waive', 'On fire.'],
      ['task.updated', null],
    ]);
    expect(await client.verifyAudit('behind-gate')).toMatchObject({ isWhole: true });
  });

  test('that times out in no order people can follow is refused', async () => {
    const wrong = [{ timeout: 'soon' }, { on_timeout: 'escalate', timeout: '1d' }, { remind_every: '10ms' }];
    for (const approval of wrong)
      await expect(create('gate-wrong', approval)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
