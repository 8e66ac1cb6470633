import { describe, expect, test, vi } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { uniqueId } from '../support/store-builders.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { addressOf, startWorkerProcess } from '../support/engine/worker-process.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('a worker that is killed again and again', () => {
  test('whenever it runs the same task gives that task up after five times', async () => {
    const engine = await openTestEngine();
    let worker = await startWorkerProcess(addressOf(engine));
    try {
      const runId = uniqueId('poison');
      const path = `/${runId}`;
      engine.world.hold(path);
      await engine.start(
        `
id: poison
tasks:
  - { id: before, action: http, with: { url: "$world/\${{ run.id }}/before" } }
  - { id: poison, action: http, with: { url: "$world/\${{ run.id }}" }, retry: { max_attempts: 2 }, on_error: continue }
  - { id: after, action: noop }
`,
        { runId },
      );
      await engine.world.requested(path);
      await hastenRetries(engine, runId);
      for (let deaths = 1; deaths <= 5; deaths += 1) {
        await engine.world.requested(path, deaths);
        await worker.kill();
        worker = await startWorkerProcess(addressOf(engine));
      }
      const run = await engine.client.waitForEnd(runId);
      expect(run.tasks.map(({ status, attempt, error }) => [status, attempt, error])).toEqual([
        ['completed', 1, null],
        ['completed', 1, null],
        ['failed', 6, { code: 'worker_lost', message: 'Its worker was lost 5 times in a row.', path: '/poison' }],
        ['completed', 1, null],
      ]);
      const attempts = await engine.store.attempts.list(runId, '/poison');
      expect(attempts.map(({ status }) => status)).toEqual(['lost', 'lost', 'lost', 'lost', 'lost', 'failed']);
      expect([engine.world.countOf(`${path}/before`), engine.world.countOf(path)]).toEqual([1, 5]);
    } finally {
      await worker.kill();
      await engine.close();
    }
  });
});

/** As an operator may: an attempt follows the one before at once. */
async function hastenRetries({ temporal }: Engine, runId: string): Promise<void> {
  const { raw } = await temporal.workflow.getHandle(runId).describe();
  await temporal.workflowService.updateActivityOptions({
    namespace: 'default',
    execution: { workflowId: runId },
    id: raw.pendingActivities?.[0]?.activityId ?? null,
    activityOptions: {
      retryPolicy: { initialInterval: { nanos: 100_000_000 }, maximumInterval: { nanos: 100_000_000 } },
    },
    updateMask: { paths: ['retryPolicy.initialInterval', 'retryPolicy.maximumInterval'] },
  });
}
