import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { HMAC_SECRET, openTestGateway, type TestGateway } from './gateway.js';

const waiting = (name: string, more = '') =>
  `{ id: ${name}, kind: wait, signal: early-ci, correlation: "\${{ input.key }}"${more} }`;

describe('signals by correlation that come before their wait', () => {
  let engine: Engine;
  let gateway: TestGateway;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    gateway = await openTestGateway(engine);
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  const send = (key: string, payload: object) => gateway.ask(`POST /v1/signals/early-ci?correlation=${key}`, payload);
  const inboxOf = async (key: string): Promise<readonly string[]> => {
    const { body } = await gateway.ask('GET /v1/inbox?limit=200');
    const entries: readonly { readonly source: string; readonly status: string }[] = body.deliveries;
    return entries.filter(({ source }) => source === `correlation:${key}`).map(({ status }) => status);
  };

  it('are kept, and come to the first wait with their key as it begins', async () => {
    expect((await send('early-1', { sha: 'a' })).body).toMatchObject({ reached: 0 });
    expect(await inboxOf('early-1')).toEqual(['unmatched']);
    const definition = `tasks: [${waiting('w')}]`;
    const input = { key: 'early-1' };
    const other = await engine.start(definition, { runId: 'early-other', input: { key: 'early-none' } });
    const { runId } = await engine.start(definition, { runId: 'early-1', input });
    expect(await engine.client.waitForEnd(runId)).toMatchObject({
      status: 'completed',
      output: { w: { signal: { name: 'early-ci', payload: { sha: 'a' } } } },
    });
    expect(await inboxOf('early-1')).toEqual([]);
    expect(await engine.taskWith(other.runId, '/w', 'waiting')).toMatchObject({ status: 'waiting' });
    await engine.client.cancel({ runId: other.runId, by: 'test' });
    await engine.client.waitForEnd(other.runId);
  });

  it('count once each, in the order they came, with those that come while it waits', async () => {
    for (const n of [1, 2]) await send('early-2', { n });
    const definition = `tasks: [${waiting('w', ', count: 4, accept: "signal.payload.n != 3"')}]`;
    const { runId } = await engine.start(definition, { runId: 'early-2', input: { key: 'early-2' } });
    await engine.taskWith(runId, '/w', 'waiting');
    await expect.poll(() => inboxOf('early-2'), { timeout: 10_000 }).toEqual([]);
    for (const n of [3, 4, 5]) await send('early-2', { n });
    const { output } = await engine.client.waitForEnd(runId);
    expect(output).toMatchObject({ w: { signals: [1, 2, 4, 5].map((n) => ({ payload: { n } })) } });
  });

  it('of a webhook come to the wait as well', async () => {
    const definition = `id: early-hook
on: { webhook: { source: builds, event: status, correlation: "\${{ payload.sha }}", signal: early-ci } }
tasks: [${waiting('w')}]`;
    await gateway.ask('POST /v1/definitions', { definition });
    const body = JSON.stringify({ sha: 'early-3', ok: true });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      ...{ 'x-timestamp': timestamp, 'x-event': 'status', 'x-delivery-id': 'early-3' },
      'x-signature': createHmac('sha256', HMAC_SECRET).update(`${timestamp}.${body}`).digest('hex'),
    };
    const deliver = async () => (await gateway.ask('POST /v1/webhooks/builds', body, { token: null, headers })).body;
    expect(await deliver()).toEqual({ deliveryId: 'early-3', status: 'unmatched', reached: 0 });
    const { runId } = await engine.start(definition, { runId: 'early-3', input: { key: 'early-3' } });
    expect(await engine.client.waitForEnd(runId)).toMatchObject({
      status: 'completed',
      output: { w: { signal: { payload: { sha: 'early-3', ok: true } } } },
    });
    expect(await deliver()).toEqual({ deliveryId: 'early-3', status: 'delivered', reached: 1 });
  });
});
