import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskwrightClient } from '../../src/client/create-client.js';
import { TaskwrightError } from '../../src/domain/errors.js';
import { createInbox } from '../../src/inbox/inbox.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
  await engine.startWorker();
});
afterAll(() => engine.close());

test('a signal that comes while Temporal is away is kept, and delivered once when it is back', async () => {
  const { runId } = await engine.start('id: late\ntasks: [{ id: w, kind: wait, signal: go }]');
  await engine.taskWith(runId, '/w', 'waiting');
  const database = engine.store.taskDatabase;
  const away: TaskwrightClient = {
    ...engine.client,
    inWorkspace: () => away,
    signal: () => Promise.reject(new TaskwrightError('unavailable', 'Temporal cannot be reached.')),
  };
  const signal = {
    workspace: 'default',
    content: { name: 'go', payload: { n: 1 }, run: runId, task: null },
    sender: 'ci',
    id: 'go-1',
  };
  const kept = await createInbox({ database, client: away }).signal(signal);
  expect(kept).toEqual({ deliveryId: 'go-1', status: 'received', reached: 0 });

  const inbox = createInbox({ database, client: engine.client, now: () => Date.now() + 11_000 });
  expect(await inbox.list({ workspace: 'default' })).toMatchObject([{ id: 'go-1', status: 'received' }]);
  await inbox.sweep();
  const run = await engine.client.waitForEnd(runId);
  expect(run.output).toMatchObject({ w: { signals: [{ name: 'go', payload: { n: 1 }, from: 'ci' }] } });
  expect(await inbox.list({ workspace: 'default', status: 'delivered' })).toMatchObject([{ id: 'go-1', reached: 1 }]);
  await inbox.sweep();
  expect(await inbox.signal(signal)).toEqual({ deliveryId: 'go-1', status: 'delivered', reached: 1 });
});

test('a decision in the name of somebody else says who typed it', async () => {
  const { runId } = await engine.start('id: said\ntasks: [{ id: a, kind: wait, approval: { roles: [pm] } }]');
  await engine.taskWith(runId, '/a', 'waiting');
  const who = { by: 'ann', roles: ['pm'], assertedBy: 'root' };
  await engine.client.decide({ runId, path: '/a', decision: 'approve', ...who });
  await engine.client.waitForEnd(runId);
  const events = await engine.client.listEvents({ runId, path: '/a' });
  expect(events.filter(({ type }) => type === 'decision.asserted')).toMatchObject([
    { actor: 'root', after: { by: 'ann', roles: ['pm'] } },
  ]);
});
