import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toChildRunId } from '../../src/activities/child-run-id.js';
import type { RunView } from '../../src/client/run-view.js';
import { createTemporalRuns } from '../../src/client/temporal-runs.js';
import { hashDefinition } from '../../src/definitions/pinned-definition.js';
import { createMessenger } from '../../src/worker/messenger.js';
import { sweepOnce } from '../../src/worker/reconciler.js';
import { define } from '../support/engine/define.js';
import type { Engine } from '../support/engine/engine.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { newRun, uniqueId } from '../support/store-builders.js';

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
  await engine.startWorker();
});

afterAll(() => engine.close());

/** What a worker does each minute. */
async function sweep(): Promise<void> {
  const { temporal, store, taskQueue } = engine;
  const runs = createTemporalRuns({
    temporal,
    taskQueue,
    address: null,
    answerTimeoutMs: 10_000,
    startsEagerly: false,
  });
  await sweepOnce({
    context: { store, runs, timeScale: 1, historyLimit: 1_500, mask: (text) => text, now: Date.now },
    messenger: createMessenger({ client: temporal, messages: store.messages, taskQueue }),
  });
}

/** As the Web UI does it: back to its first workflow task, which is decided again. */
async function reset(runId: string): Promise<void> {
  const { temporal } = engine;
  const [history] = await engine.histories(runId);
  const decided = history?.events.find((event) => event.workflowTaskCompletedEventAttributes);
  await temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: runId, runId: history?.temporalRunId ?? '' },
    reason: 'a test',
    requestId: uniqueId('reset'),
    workflowTaskFinishEventId: decided?.eventId ?? null,
  });
}

function statusesOf(run: RunView): string[] {
  return run.tasks.map(({ path, status, reason }) => `${path} ${status}${reason === null ? '' : ` (${reason})`}`);
}

/** One task has ended, one is under way, one waits, one is blocked. */
function toDefinition(id: string): string {
  return `
id: ${id}
kind: parallel
tasks:
  - { id: a, action: http, with: { url: "$world/\${{ run.id }}/a" } }
  - { id: b, needs: [a], action: http, with: { url: "$world/\${{ run.id }}/b" } }
  - { id: c, kind: wait, signal: go, correlation: "\${{ run.id }}" }
  - { id: d, needs: [b], action: noop }
`;
}

/** Until another run has registered that it needs one of its tasks. */
async function whenNeeded(runId: string): Promise<void> {
  const database = new Client({ connectionString: engine.databaseUrl });
  await database.connect();
  const isNeeded = `select 1 from taskwright.dependencies where prerequisite_run_key = $1`;
  await waitFor('it is needed', async () => (await database.query(isNeeded, [runId])).rowCount === 1);
  await database.end();
}

/** Until it stands as its definition says. */
async function whenUnderWay(runId: string): Promise<void> {
  await engine.world.requested(`/${runId}/b`);
  await engine.taskWith(runId, '/c', 'waiting');
}

describe('from plain Temporal', { concurrent: true }, () => {
  test('a run that was terminated is shown so, its open tasks have ended and its work stops', async () => {
    const { client, world, temporal, store } = engine;
    const runId = uniqueId('terminated');
    const hold = world.hold(`/${runId}/b`);
    await engine.start(toDefinition('terminated'), { runId });
    await whenUnderWay(runId);
    await temporal.workflow.getHandle(runId).terminate('too late');
    const run = await client.read(runId);
    expect([run.status, run.error]).toEqual([
      'terminated',
      { code: 'terminated', message: 'The run was terminated: too late', path: null },
    ]);
    expect(statusesOf(run)).toEqual([
      '/ cancelled (terminated)',
      '/a completed',
      '/b cancelled (terminated)',
      '/c cancelled (terminated)',
      '/d cancelled (terminated)',
    ]);
    await hold.abandonedBy(1);
    expect(await client.listWaiting(runId)).toEqual([]);
    const attempts = await store.attempts.list(runId);
    expect(attempts.map(({ path, status }) => [path, status])).toEqual([
      ['/a', 'completed'],
      ['/b', 'cancelled'],
    ]);
    await expect(client.signal({ runId, name: 'go', from: 'ci' })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a run whose time is over is shown so', async () => {
    const { client, world, temporal, store, taskQueue } = engine;
    const runId = uniqueId('timed-out');
    world.hold(`/${runId}/b`);
    const definition = define(toDefinition('timed-out').replaceAll('$world', world.url));
    const { hash: definitionHash, body } = hashDefinition(definition);
    await store.runs.create(newRun({ runId, definitionId: 'timed-out', definitionHash }), body);
    await temporal.workflow.start('timed-out', {
      workflowId: runId,
      taskQueue,
      args: [{ definitionHash, timeScale: 1, historyLimit: 1_500, generation: 1 }],
      workflowExecutionTimeout: '10s',
    });
    await whenUnderWay(runId);
    const run = await client.waitForEnd(runId);
    expect([run.status, run.error?.code]).toEqual(['timed_out', 'timed_out']);
    expect(statusesOf(run)).toEqual([
      '/ timed_out (timeout)',
      '/a completed',
      '/b cancelled (timeout)',
      '/c cancelled (timeout)',
      '/d cancelled (timeout)',
    ]);
  });

  test.each([
    ['the run is read', (runId: string) => engine.client.read(runId)],
    ['the workers sweep', sweep],
  ])(
    'the end of a run is told to the run that started it, and to those that need its tasks, once %s',
    async (_, look) => {
      const { client, temporal } = engine;
      const parentId = uniqueId('parent');
      const childId = toChildRunId(parentId, { path: '/child', visit: 1 });
      await engine.push(`{ id: told-child, tasks: [{ id: w, kind: wait, signal: never }] }`);
      await engine.start(
        `{ id: parent, tasks: [{ id: child, action: run, with: { definition: told-child, input: {} } }] }`,
        {
          runId: parentId,
        },
      );
      await engine.taskWith(childId, '/w', 'waiting');
      const { runId: dependentId } = await engine.start(
        `{ id: dependent, kind: parallel, tasks: [{ id: x, needs: [{ task: /w, run: ${childId} }], action: noop }] }`,
      );
      await engine.taskWith(dependentId, '/x', 'blocked');
      await whenNeeded(childId);
      await temporal.workflow.getHandle(childId).terminate();
      await look(childId);
      const [parent, dependent] = await Promise.all([client.waitForEnd(parentId), client.waitForEnd(dependentId)]);
      expect(parent.error).toEqual({
        code: 'terminated',
        message: expect.stringContaining('was terminated'),
        path: '/child',
      });
      expect(statusesOf(dependent)).toEqual(['/ completed', '/x skipped (dependency_failed)']);
    },
  );

  test('a run that was reset in the middle goes on from there, and what had finished is not done again', async () => {
    const { client, world } = engine;
    const runId = uniqueId('reset');
    const hold = world.hold(`/${runId}/b`);
    await engine.start(toDefinition('reset'), { runId });
    await whenUnderWay(runId);
    await client.signal({ runId, name: 'go', from: 'ci' });
    await engine.taskWith(runId, '/c', 'completed');
    await reset(runId);
    await world.requested(`/${runId}/b`, 2);
    hold.release();
    const run = await client.waitForEnd(runId);
    expect(statusesOf(run)).toEqual(['/ completed', '/a completed', '/b completed', '/c completed', '/d completed']);
    expect([world.countOf(`/${runId}/a`), world.countOf(`/${runId}/b`)]).toEqual([1, 2]);
    expect(run.tasks.find(({ path }) => path === '/b')?.attempt).toBe(2);
  });

  test('a run that was reset after its end comes to the same end, and nothing is done again', async () => {
    const { client, world, temporal } = engine;
    const runId = uniqueId('reset-late');
    await engine.start(toDefinition('reset-late'), { runId });
    await client.signal({ runId, name: 'go', from: 'ci' });
    const first = await client.waitForEnd(runId);
    await reset(runId);
    await temporal.workflow.getHandle(runId).result();
    const second = await client.read(runId);
    expect([second.status, statusesOf(second)]).toEqual([first.status, statusesOf(first)]);
    expect([world.countOf(`/${runId}/a`), world.countOf(`/${runId}/b`)]).toEqual([1, 1]);
  });
});
