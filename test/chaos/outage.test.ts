import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { createCli } from '../integration/cli/cli.js';
import { whenBlocked } from '../support/blocked-statements.js';
import { requestsOf } from '../support/engine/scenarios/play.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { openSite, type Site } from './cut-off.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Longer than any single try of anything takes. */
const OUTAGE_MS = 20_000;

/** Everything that may be under way, each with one attempt of the author's. */
const RUN = `
id: outage
kind: parallel
tasks:
  - { id: held, action: http, with: { url: "$world/\${{ run.id }}/held" }, retry: { max_attempts: 1 } }
  - id: timed
    tasks:
      - { id: pause, kind: wait, duration: 5s }
      - { id: next, action: http, with: { url: "$world/\${{ run.id }}/next" }, retry: { max_attempts: 1 } }
  - id: signalled
    tasks:
      - { id: w, kind: wait, signal: go }
      - { id: inline, action: http, inline: true, with: { url: "$world/\${{ run.id }}/inline" }, retry: { max_attempts: 1 } }
      - { id: child, action: run, with: { definition: outage-child, input: {} } }
  - id: short
    tasks:
      - { id: w, kind: wait, signal: tell }
      - { id: brief, action: http, timeout: 3s, with: { url: "$world/\${{ run.id }}/brief" }, retry: { max_attempts: 1 } }
  - id: telling
    tasks:
      - { id: w, kind: wait, signal: tell }
      - { id: tell, kind: signal, signal: told, to: { run: "\${{ run.id }}-told" } }
`;

const CHILD = `{ id: outage-child, tasks: [{ id: a, action: noop }] }`;

const SERVERS = [
  ['Postgres', 'The database cannot be reached'],
  ['Temporal', 'Temporal at 127.0.0.1'],
] as const;

function proxyOf(site: Site, server: 'Postgres' | 'Temporal'): TcpProxy {
  return server === 'Postgres' ? site.postgres : site.temporal;
}

describe.each(SERVERS)('while %s is gone', { concurrent: true }, (server, words) => {
  test('runs wait and then go on, and nobody loses an attempt by it', async () => {
    const engine = await openTestEngine();
    const site = await openSite(engine);
    const { client, world, store } = engine;
    const runId = uniqueId(`outage-${server}`);
    const lock = new Client({ connectionString: engine.databaseUrl });
    try {
      await site.startWorker();
      await engine.push(CHILD);
      const held = world.hold(`/${runId}/held`);
      const brief = world.hold(`/${runId}/brief`);
      await engine.start(`{ id: told, tasks: [{ id: w, kind: wait, signal: told }] }`, { runId: `${runId}-told` });
      await engine.start(RUN, { runId });
      await engine.taskWith(`${runId}-told`, '/w', 'waiting');
      for (const path of ['/timed/pause', '/signalled/w', '/short/w', '/telling/w'])
        await engine.taskWith(runId, path, 'waiting');
      await world.requested(`/${runId}/held`);
      // The signal that one run sends another meets the outage half-way.
      await lock.connect();
      await lock.query('begin');
      await lock.query('select from taskwright.runs where run_key = $1 for update', [`${runId}-told`]);
      await client.signal({ runId, name: 'tell', from: 'ci' });
      await Promise.all([whenBlocked(lock, 1), world.requested(`/${runId}/brief`)]);

      proxyOf(site, server).cut();
      await lock.end();
      brief.release();
      await client.signal({ runId, name: 'go', from: 'ci' });
      await delay(OUTAGE_MS / 2);
      held.release();
      await delay(OUTAGE_MS / 2);
      proxyOf(site, server).restore();

      const run = await client.waitForEnd(runId);
      expect(run.tasks.filter(({ status }) => status !== 'completed')).toEqual([]);
      expect((await client.waitForEnd(`${runId}-told`)).status).toBe('completed');
      const attempts = await store.attempts.list(runId);
      expect(attempts.filter(({ status }) => status !== 'completed' && status !== 'lost')).toEqual([]);
      // Temporal may give an attempt up that it has not heard of for five seconds; another one follows, at nobody's cost.
      const lost = attempts.filter(({ path, status }) => path === '/held' && status === 'lost');
      expect(requestsOf(engine, runId)).toEqual({ held: 1 + lost.length, brief: 1, next: 1, inline: 1 });
    } finally {
      await lock.end().catch(() => undefined);
      await site.close();
      await engine.close();
    }
  });

  test('the command line says what it waits for, or ends with 5 and says why', async () => {
    const engine = await openTestEngine();
    const site = await openSite(engine);
    const folder = mkdtempSync(join(tmpdir(), 'taskwright-outage-'));
    writeFileSync(join(folder, 'gate.yaml'), '{ id: gate, tasks: [{ id: w, kind: wait, signal: go }] }');
    const cli = createCli({
      cwd: folder,
      env: {
        DATABASE_URL: site.databaseUrl,
        TEMPORAL_ADDRESS: site.temporal.address,
        TASKWRIGHT_TASK_QUEUE: engine.taskQueue,
      },
    });
    const runId = uniqueId('cli');
    try {
      const run = cli.start('run', 'gate.yaml', '--run-id', runId);
      await run.hasSaid(`taskwright signal ${runId} go`);
      proxyOf(site, server).cut();
      await run.hasSaid(`Waiting: ${words}`);
      const refused = await cli.run('signal', runId, 'go');
      expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining(`error: ${words}`)]);
      const shown = await cli.run('show', runId, '--json');
      if (server === 'Postgres') expect([shown.exitCode, shown.json().error.code]).toEqual([5, 'unavailable']);
      else expect([shown.exitCode, shown.json().status]).toEqual([0, 'in_progress']);
      proxyOf(site, server).restore();
      await run.hasSaid('It answers again.');
      expect((await cli.ask('signal', runId, 'go')).exitCode).toBe(0);
      expect((await run.ended).exitCode).toBe(0);
    } finally {
      cli.stop();
      await site.close();
      await engine.close();
      rmSync(folder, { recursive: true });
    }
  });
});
