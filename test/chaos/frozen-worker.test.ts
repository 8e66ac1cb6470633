import { describe, expect, test, vi } from 'vitest';
import { openTestEngine } from '../support/engine/with-caches.js';
import { addressOf, startWorkerProcess, type WorkerProcess } from '../support/engine/worker-process.js';
import { uniqueId } from '../support/store-builders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HOW = [
  ['an ordinary attempt', ''],
  ['an attempt in a workflow task', ', inline: true'],
] as const;

describe('a worker that stood still for too long', { concurrent: true }, () => {
  test.each(HOW)('finds its late result of %s dropped', async (_, more) => {
    const engine = await openTestEngine();
    const workers: WorkerProcess[] = [];
    try {
      const { client, world, store } = engine;
      const runId = uniqueId('frozen');
      const path = `/${runId}`;
      const hold = world.hold(path);
      // It has one place, which is taken: nothing new is handed to it while it stands still.
      const places = { maxConcurrentAttempts: 1, maxCachedWorkflows: 0 };
      const sleeper = await startWorkerProcess({ ...addressOf(engine), ...places });
      workers.push(sleeper);
      await engine.start(
        `
id: frozen
tasks:
  - { id: a, action: http, with: { url: "$world/\${{ run.id }}/a" } }
  - { id: b, action: http, with: { url: "$world/\${{ run.id }}" }, retry: { max_attempts: 1 }, outputs: "\${{ output.body }}"${more} }
  - { id: c, action: transform, with: "\${{ tasks.b.output }}" }
  - { id: end, kind: wait, signal: end }
`,
        { runId },
      );
      await world.requested(path);
      sleeper.freeze();
      workers.push(await startWorkerProcess(addressOf(engine)));
      await world.requested(path, 2);
      world.answer(path, '"of the second"');
      hold.releaseLast();
      await engine.taskWith(runId, '/b', 'completed');

      world.answer(path, '"of the first"');
      sleeper.thaw();
      hold.release();
      // It stops only when everything it had under way has come to its end.
      expect(await sleeper.stop()).toBe(0);
      await client.signal({ runId, name: 'end', from: 'ci' });
      const run = await client.waitForEnd(runId);
      expect(run.tasks.map(({ status, attempt, output }) => [status, attempt, output])).toEqual([
        ['completed', 1, expect.anything()],
        ['completed', 1, expect.anything()],
        ['completed', 2, 'of the second'],
        ['completed', 1, 'of the second'],
        ['completed', 1, expect.anything()],
      ]);
      const attempts = await store.attempts.list(runId, '/b');
      expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
        [1, 'lost'],
        [2, 'completed'],
      ]);
      expect([world.countOf(`${path}/a`), world.countOf(path)]).toEqual([1, 2]);
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
      await engine.close();
    }
  });
});
