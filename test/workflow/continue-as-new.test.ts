import { expect, test } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { describeWithCaches } from '../support/engine/with-caches.js';

/** A run continues as new with nearly every signal of this wait. */
const TICKS = `{ id: ticks, kind: wait, signal: tick, count: 8 }`;

async function tick({ client, store }: Engine, runId: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await client.signal({ runId, name: 'tick', payload: { n }, from: 'ci' });
    const { length } = await store.messages.listSignals(runId);
    expect(length).toBeGreaterThan(n);
  }
}

describeWithCaches('a run that continues as new', (engine) => {
  test('takes a child run along that is under way', async () => {
    await engine().push(`{ id: slow-child, tasks: [{ id: w, kind: wait, signal: go }], outputs: { n: 7 } }`);
    const { client } = engine();
    const { runId } = await engine().start(
      `
id: parent
kind: parallel
tasks:
  - { id: child, action: run, with: { definition: slow-child, input: {} } }
  - ${TICKS}
`,
      { historyLimit: 5 },
    );
    await engine().taskWith(runId, '/child', 'in_progress');
    await tick(engine(), runId, 8);
    await engine().taskWith(runId, '/ticks', 'completed');
    const child = (await client.list({ definition: 'slow-child' })).runs.find(({ startedBy }) =>
      startedBy.includes(runId),
    );
    await client.signal({ runId: child?.runId ?? '', name: 'go', from: 'ci' });
    const run = await client.waitForEnd(runId);
    expect(run.tasks.find(({ path }) => path === '/child')?.output).toMatchObject({ output: { n: 7 } });
    expect((await engine().histories(runId)).length).toBeGreaterThan(1);
  });

  test('takes an attempt along that may take longer than five minutes', async () => {
    const { world, client } = engine();
    const path = `/long/${engine().taskQueue}`;
    const hold = world.hold(path);
    const { runId } = await engine().start(
      `
id: long
kind: parallel
tasks:
  - { id: held, action: http, timeout: 10m, with: { url: "$world${path}" } }
  - ${TICKS}
`,
      { historyLimit: 5 },
    );
    await world.requested(path);
    await tick(engine(), runId, 8);
    await engine().taskWith(runId, '/ticks', 'completed');
    const generations = await engine().histories(runId);
    hold.release();
    const run = await client.waitForEnd(runId);
    expect(run.status).toBe('completed');
    expect(world.countOf(path)).toBe(1);
    expect(generations.length).toBeGreaterThan(1);
  });

  test('keeps the deadline of a wait as it was', async () => {
    const { client } = engine();
    const startedAt = Date.now();
    const { runId } = await engine().start(
      `
id: deadlines
kind: parallel
tasks:
  - { id: late, kind: wait, signal: never, timeout: 2500ms, on_timeout: continue }
  - { id: due, kind: wait, signal: never, deadline: 2500ms, on_error: continue }
  - ${TICKS}
`,
      { historyLimit: 5 },
    );
    await tick(engine(), runId, 8);
    const run = await client.waitForEnd(runId);
    const tookMs = Date.now() - startedAt;
    expect((await engine().histories(runId)).length).toBeGreaterThan(1);
    expect(run.tasks.map(({ status }) => status)).toEqual(['completed', 'completed', 'timed_out', 'completed']);
    expect(tookMs).toBeGreaterThanOrEqual(2_500);
    expect(tookMs).toBeLessThan(10_000);
  });

  test('answers every update that is in flight, and applies it once', async () => {
    const { client } = engine();
    const count = 12;
    const { runId } = await engine().start(
      `{ id: updates, kind: collection, items: { from: 0, to: ${count - 1} }, do: { action: external } }`,
      { historyLimit: 8 },
    );
    await engine().taskWith(runId, `/${count - 1}`, 'waiting');
    const receipts = await Promise.all(
      Array.from({ length: count }, (_, n) => client.complete({ runId, path: `/${n}`, by: 'ann', output: { n } })),
    );
    const run = await client.waitForEnd(runId);
    expect(receipts.map(({ result }) => result)).toEqual(Array.from({ length: count }, () => 'completed'));
    expect(run.output).toEqual(Array.from({ length: count }, (_, n) => ({ n })));
    expect((await engine().histories(runId)).length).toBeGreaterThan(1);
  });

  test('takes a message that is sent again for the same one', async () => {
    const { client } = engine();
    const { runId } = await engine().start(
      `{ id: again, kind: parallel, tasks: [{ id: a, action: external }, ${TICKS}] }`,
      { historyLimit: 5 },
    );
    await engine().taskWith(runId, '/a', 'waiting');
    const hand = () => client.complete({ runId, path: '/a', by: 'ann', id: `${runId}-1`, output: 1 });
    const first = await hand();
    await tick(engine(), runId, 7);
    expect(await hand()).toEqual(first);
    await tick(engine(), runId, 1);
    expect((await client.waitForEnd(runId)).status).toBe('completed');
  });
});
