import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { isJsonObject } from '../../src/domain/json.js';
import { describeWithCaches } from '../support/engine/with-caches.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const A_SECOND = 200;
const SECONDS = 3;
const COUNT = A_SECOND * SECONDS;

/** Small enough that the run continues as new again and again while signals come. */
const HISTORY_LIMIT = 40;

/** At an even pace, whatever comes of the ones before; every fourth with a plain Temporal tool. */
async function sendAtPace(send: (n: number) => Promise<unknown>): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < COUNT; n += 1) {
    await delay(startedAt + (n * 1_000) / A_SECOND - performance.now());
    sent.push(send(n));
  }
  await Promise.all(sent);
}

function numbersOf(output: unknown): number[] {
  const signals = isJsonObject(output) && Array.isArray(output['signals']) ? output['signals'] : [];
  const numbers = signals.map((one) =>
    isJsonObject(one) && isJsonObject(one['payload']) ? one['payload']['n'] : null,
  );
  return numbers.map(Number).sort((a, b) => a - b);
}

describeWithCaches('two hundred signals a second at a run that does inline work', (engine) => {
  test.each([
    ['each count once', undefined],
    ['each count once also when the run continues as new meanwhile', HISTORY_LIMIT],
  ])('%s, and nothing is done twice', async (_, historyLimit) => {
    const { temporal, client, store, world } = engine();
    const { runId } = await engine().start(
      `
id: flood
kind: parallel
tasks:
  - { id: votes, kind: wait, signal: vote, count: ${COUNT} }
  - id: jobs
    kind: collection
    items: { from: 1, to: 60 }
    max_concurrency: 3
    do: { action: http, inline: true, with: { url: "$world/\${{ run.id }}/\${{ item }}" } }
`,
      historyLimit === undefined ? {} : { historyLimit },
    );
    const handle = temporal.workflow.getHandle(runId);
    await sendAtPace((n) =>
      n % 4 === 0
        ? handle.signal('vote', { n })
        : client.signal({ runId, name: 'vote', payload: { n }, from: 'ci', id: `${runId}-${n}` }),
    );
    const run = await client.waitForEnd(runId);
    expect(run.status).toBe('completed');
    expect(numbersOf(run.tasks.find(({ path }) => path === '/votes')?.output)).toEqual(
      Array.from({ length: COUNT }, (_, n) => n),
    );
    const signals = await store.messages.listSignals(runId);
    expect(signals.map(({ status, consumedBy }) => [status, consumedBy.length])).toEqual(
      Array.from({ length: COUNT }, () => ['consumed', 1]),
    );
    const attempts = (await store.attempts.list(runId)).filter(({ path }) => path.startsWith('/jobs/'));
    const completed = attempts.filter(({ status }) => status === 'completed').map(({ path }) => path);
    expect([completed.length, new Set(completed).size]).toEqual([60, 60]);
    const requests = [...world.counts].filter(([path]) => path.startsWith(`/${runId}/`));
    expect(requests.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(attempts.length);
    if (historyLimit !== undefined) expect((await engine().histories(runId)).length).toBeGreaterThan(1);
  });
});
