import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { identifyProcess } from '../../src/dev/process-identity.js';
import { waitFor } from '../support/engine/wait-for.js';
import { describeWithCaches } from '../support/engine/with-caches.js';

const folder = mkdtempSync(join(tmpdir(), 'taskwright-cancel-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BY_ANN = { by: 'ann' };

describeWithCaches('cancelling', (engine) => {
  test('really ends the process that a task runs, after others have ended by themselves', async () => {
    const pidFile = join(folder, engine().taskQueue);
    const { runId } = await engine().start(
      `{ id: shells, tasks: [
        { id: before, action: shell, with: { command: "true" } },
        { id: s, action: shell, with: { command: "echo $$ > ${pidFile}; sleep 1000" } },
      ] }`,
    );
    const pid = await waitFor('the process has said who it is', () =>
      existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : null,
    );
    await engine().client.cancel({ runId, ...BY_ANN });
    const run = await engine().client.waitForEnd(runId);
    expect(run.tasks.map(({ status }) => status)).toEqual(['cancelled', 'completed', 'cancelled']);
    expect(identifyProcess(pid)).toBe(null);
  });

  test('reaches an attempt within moments, also between two of its heartbeats', async () => {
    const { world, client, temporal } = engine();
    const path = `/beat/${engine().taskQueue}`;
    const hold = world.hold(path);
    const { runId } = await engine().start(
      `{ id: beat, tasks: [{ id: held, action: http, with: { url: "$world${path}" } }] }`,
    );
    await waitFor('the server has seen a heartbeat', async () => {
      const { raw } = await temporal.workflow.getHandle(runId).describe();
      return raw.pendingActivities?.[0]?.lastHeartbeatTime;
    });
    const cancelledAt = Date.now();
    await client.cancel({ runId, ...BY_ANN });
    await hold.abandonedBy(1);
    expect(Date.now() - cancelledAt).toBeLessThan(3_000);
    expect((await client.waitForEnd(runId)).status).toBe('cancelled');
  });

  test('ends everything below a run as cancelled, and closes it as cancelled in Temporal', async () => {
    const { world, client, temporal } = engine();
    await engine().push(`{ id: cancelled-child, tasks: [{ id: w, kind: wait, signal: never }] }`);
    const hold = world.hold('/cancel/held');
    const { runId } = await engine().start(`
id: all
kind: parallel
tasks:
  - { id: held, action: http, with: { url: "$world/cancel/held" } }
  - { id: agent, action: external }
  - { id: later, needs: [agent], action: noop }
  - { id: child, action: run, with: { definition: cancelled-child, input: {} } }
  - { id: each, kind: collection, items: "[1, 2]", do: { kind: wait, signal: never } }
  - { id: chain, tasks: [{ id: w, kind: wait, signal: never }, { id: x, action: noop, compensate: { action: noop } }] }
`);
    await world.requested('/cancel/held');
    const child = await engine().taskWith(runId, '/child', 'in_progress');
    await waitFor(
      'the child run waits',
      async () => (await client.list({ definition: 'cancelled-child' })).runs.length,
    );
    await engine().taskWith(runId, '/each/1', 'waiting');
    await client.cancel({ runId, ...BY_ANN });
    const run = await client.waitForEnd(runId);
    expect(child.status).toBe('in_progress');
    expect(run.status).toBe('cancelled');
    expect([...new Set(run.tasks.map(({ status }) => status))]).toEqual(['cancelled']);
    expect(hold.abandoned).toBe(1);
    expect((await temporal.workflow.getHandle(runId).describe()).status.name).toBe('CANCELLED');
    const [childRun] = (await client.list({ definition: 'cancelled-child' })).runs;
    expect((await client.waitForEnd(childRun?.runId ?? '')).status).toBe('cancelled');
  });

  test('a run that wants to continue as new ends it as cancelled all the same', async () => {
    const { world, client, temporal } = engine();
    world.hold('/cancel/old');
    const { runId } = await engine().start(
      `
id: old
kind: parallel
tasks:
  - { id: held, action: http, with: { url: "$world/cancel/old" } }
  - { id: w, kind: wait, signal: never }
`,
      { historyLimit: 3 },
    );
    await world.requested('/cancel/old');
    await client.cancel({ runId, ...BY_ANN });
    expect((await client.waitForEnd(runId)).status).toBe('cancelled');
    expect((await temporal.workflow.getHandle(runId).describe()).status.name).toBe('CANCELLED');
  });

  test('by a strategy stops the siblings before the handler of the failure starts', async () => {
    const { world } = engine();
    const path = `/order/${engine().taskQueue}`;
    const sibling = world.hold(`${path}/sibling`);
    const failing = world.hold(`${path}/failing`);
    void world.requested(`${path}/sibling`).then(() => failing.release());
    const whenHandled = world.requested(`${path}/handler`).then(() => sibling.abandoned);
    const run = await engine().run(`
id: order
kind: parallel
strategy: fail_fast
on_error: { action: http, with: { url: "$world${path}/handler" } }
tasks:
  - { id: failing, action: http, with: { url: "$world${path}/failing" }, fail_when: "true", retry: { max_attempts: 1 } }
  - { id: sibling, action: http, with: { url: "$world${path}/sibling" } }
`);
    expect(await whenHandled).toBe(1);
    expect(run.tasks.map(({ path: at, status }) => [at, status])).toEqual([
      ['/', 'failed'],
      ['/failing', 'failed'],
      ['/sibling', 'cancelled'],
      ['/on_error', 'completed'],
    ]);
  });

  test('by a strategy stops the siblings before anything is compensated', async () => {
    const { world } = engine();
    const path = `/undo/${engine().taskQueue}`;
    const sibling = world.hold(`${path}/sibling`);
    const failing = world.hold(`${path}/failing`);
    void world.requested(`${path}/sibling`).then(() => failing.release());
    const whenUndone = world.requested(`${path}/undo`).then(() => sibling.abandoned);
    const run = await engine().run(`
id: undo
tasks:
  - { id: first, action: noop, compensate: { action: http, with: { url: "$world${path}/undo" } } }
  - id: both
    kind: parallel
    strategy: fail_fast
    tasks:
      - { id: failing, action: http, with: { url: "$world${path}/failing" }, fail_when: "true", retry: { max_attempts: 1 } }
      - { id: sibling, action: http, with: { url: "$world${path}/sibling" } }
`);
    expect(await whenUndone).toBe(1);
    expect(run.status).toBe('failed');
  });
});
