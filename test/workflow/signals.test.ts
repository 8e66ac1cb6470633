import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { isJsonObject } from '../../src/domain/json.js';
import type { Engine } from '../support/engine/engine.js';
import { describeWithCaches } from '../support/engine/with-caches.js';
import { bundleOnce } from '../support/engine/workflow-bundle.js';

const SIGNALS = 400;

/** As fast as they go out, a few at a time. */
async function sendAll(count: number, send: (n: number) => Promise<unknown>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const sendOn = async (): Promise<void> => {
    for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) await send(n);
  };
  await Promise.all(Array.from({ length: 20 }, sendOn));
}

function numbersOf(output: unknown): unknown[] {
  const signals = isJsonObject(output) && Array.isArray(output['signals']) ? output['signals'] : [];
  return signals.map((signal) =>
    isJsonObject(signal) && isJsonObject(signal['payload']) ? signal['payload']['n'] : null,
  );
}

describeWithCaches('signals', (engine) => {
  test('that come by the hundred during inline work are neither lost nor taken twice', async () => {
    const { temporal, client, store, world } = engine();
    const { runId } = await engine().start(`
id: flood
kind: parallel
tasks:
  - { id: votes, kind: wait, signal: vote, count: ${SIGNALS} }
  - id: jobs
    kind: collection
    items: { from: 1, to: 60 }
    max_concurrency: 3
    do: { action: http, inline: true, with: { url: "$world/flood/\${{ item }}" } }
`);
    const handle = temporal.workflow.getHandle(runId);
    await sendAll(SIGNALS, (n) =>
      n % 4 === 0 ? client.signal({ runId, name: 'vote', payload: { n }, from: 'ci' }) : handle.signal('vote', { n }),
    );
    const run = await client.waitForEnd(runId);
    const votes = run.tasks.find(({ path }) => path === '/votes');
    expect(run.status).toBe('completed');
    expect(numbersOf(votes?.output).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: SIGNALS }, (_, n) => n),
    );
    const signals = await store.messages.listSignals(runId);
    expect(signals.map(({ status }) => status)).toEqual(Array.from({ length: SIGNALS }, () => 'consumed'));
    const attempts = (await store.attempts.list(runId)).filter(({ path }) => path.startsWith('/jobs/'));
    const completed = attempts.filter(({ status }) => status === 'completed').map(({ path }) => path);
    const requests = [...world.counts].filter(([path]) => path.startsWith('/flood/'));
    expect(completed).toHaveLength(60);
    expect(new Set(completed).size).toBe(60);
    expect(requests.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(attempts.length);
    // A worker that has never seen the run would decide the same.
    await Worker.runReplayHistory({ workflowBundle: await bundleOnce() }, await handle.fetchHistory(), runId);
  });

  test('of plain Temporal tools are kept before the first workflow task, and count the same', async () => {
    const { runId } = await engine().start(`
id: plain
tasks:
  - { id: pause, kind: wait, duration: 10ms }
  - { id: early, kind: wait, signal: early, accept: signal.payload.n == 1 }
`);
    await engine().temporal.workflow.getHandle(runId).signal('early', { n: 1 });
    expect((await engine().client.waitForEnd(runId)).status).toBe('completed');
  });

  test('to other runs that are sent right before the close of a run are never lost', async () => {
    const count = 10;
    await engine().push(`{ id: last-receiver, tasks: [{ id: hello, kind: wait, signal: hello }] }`);
    const ends = Array.from({ length: count }, async (_, n) => {
      const to = `receiver-${engine().taskQueue}-${n}`;
      await engine().start(`{ id: last-receiver, tasks: [{ id: hello, kind: wait, signal: hello }] }`, { runId: to });
      await engine().run(`{ id: sender, tasks: [{ id: tell, kind: signal, signal: hello, to: { run: ${to} } }] }`);
      return (await engine().client.waitForEnd(to)).status;
    });
    expect(await Promise.all(ends)).toEqual(Array.from({ length: count }, () => 'completed'));
  });

  test('runs that are started right before the close of a run are never lost', async () => {
    const count = 10;
    await engine().push(`{ id: last-child, tasks: [{ id: a, action: noop }] }`);
    const ends = Array.from({ length: count }, async () => {
      const parent = await engine().run(
        `{ id: starter, tasks: [{ id: go, action: run, with: { definition: last-child, input: {}, wait: false } }] }`,
      );
      return (await waitForChild(engine(), parent.tasks[1]?.output)).status;
    });
    expect(await Promise.all(ends)).toEqual(Array.from({ length: count }, () => 'completed'));
  });
});

async function waitForChild(engine: Engine, output: unknown) {
  const runId = isJsonObject(output) ? String(output['runId']) : '';
  return engine.client.waitForEnd(runId);
}
