import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { GITHUB_SECRETS, GITLAB_SECRET, HMAC_SECRET, openTestGateway, type TestGateway } from './gateway.js';

const NOW = Date.UTC(2026, 4, 1);

const DEPLOY = `
id: deploy
version: 1.0.0
input: { type: object, required: [sha] }
on:
  webhook:
    - source: github
      event: push
      when: payload.ref == "refs/heads/main"
      input: { sha: "\${{ payload.after }}" }
    - source: github
      event: check_run.completed
      correlation: "\${{ payload.check_run.head_sha }}"
      signal: ci-finished
      input: { conclusion: "\${{ payload.check_run.conclusion }}" }
    - { source: gitlab, event: Pipeline Hook, correlation: "\${{ payload.commit.id }}", signal: ci-finished }
    - { source: builds, correlation: "\${{ payload.sha }}", signal: ci-finished }
tasks:
  - { id: ci, kind: wait, signal: ci-finished, correlation: "\${{ input.sha }}" }
`;

describe('webhooks', () => {
  let engine: Engine;
  let gateway: TestGateway;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    await engine.push(DEPLOY);
    gateway = await openTestGateway(engine, { now: () => NOW });
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const send = (source: string, body: string, headers: Record<string, string>) =>
    gateway.ask(`POST /v1/webhooks/${source}`, body, { token: null, headers });
  const github = (event: string, id: string, payload: unknown, secret = 'github-new') => {
    const body = JSON.stringify(payload);
    const signature = `sha256=${sign(secret, body)}`;
    const headers = { 'x-github-event': event, 'x-github-delivery': id, 'x-hub-signature-256': signature };
    return send('github', body, headers);
  };
  const runsOfDeploy = async () => (await engine.client.list({ definition: 'deploy' })).runs;
  const startWaiting = async (sha: string) => {
    const { runId } = await engine.client.start({ definition: { id: 'deploy' }, input: { sha }, startedBy: 'ann' });
    await engine.taskWith(runId, '/ci', 'waiting');
    return runId;
  };

  it('starts a run for a push of GitHub, once however often it is delivered', async () => {
    const push = { ref: 'refs/heads/main', after: 'a1' };
    for (const secret of GITHUB_SECRETS) {
      const answer = await github('push', 'd-1', push, secret);
      expect([answer.status, answer.body]).toEqual([202, { deliveryId: 'd-1', status: 'delivered', reached: 1 }]);
    }
    expect(await runsOfDeploy()).toMatchObject([{ startedBy: 'webhook:github' }]);
    expect((await github('push', 'd-2', { ...push, ref: 'refs/heads/other' })).body).toMatchObject({
      status: 'ignored',
    });
    expect((await github('ping', 'd-3', { zen: 'Keep it logically awesome.' })).status).toBe(200);
    expect(await runsOfDeploy()).toHaveLength(1);
  });

  it('finishes a run that waits for the check of GitHub, the pipeline of GitLab, or a signed call', async () => {
    const one = await startWaiting('b1');
    const check = { action: 'completed', check_run: { head_sha: 'b1', conclusion: 'success' } };
    expect((await github('check_run', 'd-4', check)).body).toMatchObject({ status: 'delivered', reached: 1 });
    const signal = { name: 'ci-finished', payload: { conclusion: 'success' }, from: 'webhook:github' };
    expect(await engine.client.waitForEnd(one)).toMatchObject({ status: 'completed', output: { ci: { signal } } });

    const two = await startWaiting('b2');
    const headers = { 'x-gitlab-event': 'Pipeline Hook', 'x-gitlab-token': GITLAB_SECRET, 'idempotency-key': 'g-1' };
    const pipeline = JSON.stringify({ object_kind: 'pipeline', commit: { id: 'b2' } });
    expect((await send('gitlab', pipeline, headers)).body).toEqual({
      deliveryId: 'g-1',
      status: 'delivered',
      reached: 1,
    });
    expect(await engine.client.waitForEnd(two)).toMatchObject({ status: 'completed' });

    const three = await startWaiting('b3');
    const body = '{"sha":"b3"}';
    const timestamp = String(NOW / 1_000);
    const signature = sign(HMAC_SECRET, `${timestamp}.${body}`);
    const signed = { 'x-timestamp': timestamp, 'x-signature': signature, 'x-delivery-id': 'h-1' };
    expect((await send('builds', body, signed)).body).toEqual({ deliveryId: 'h-1', status: 'delivered', reached: 1 });
    expect(await engine.client.waitForEnd(three)).toMatchObject({ status: 'completed' });
  });

  it('changes nothing for what is not signed, signed too long ago, or no JSON', async () => {
    const before = await runsOfDeploy();
    const push = { ref: 'refs/heads/main', after: 'c1' };
    expect(await github('push', 'd-9', push, 'guessed')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    const unsigned = await send('github', JSON.stringify(push), { 'x-github-event': 'push' });
    expect(unsigned.status).toBe(401);
    const wrongToken = { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': 'guessed' };
    expect((await send('gitlab', '{}', wrongToken)).status).toBe(401);
    const old = String(NOW / 1_000 - 301);
    const stale = { 'x-timestamp': old, 'x-signature': sign(HMAC_SECRET, `${old}.{}`) };
    expect((await send('builds', '{}', stale)).status).toBe(401);
    const noJson = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${sign('github-new', 'no')}` };
    expect((await send('github', 'no', noJson)).status).toBe(400);
    expect((await send('nobody', '{}', {})).status).toBe(404);
    expect(await runsOfDeploy()).toEqual(before);
  });

  it('keeps what nothing waits for, and what a definition cannot take, in the inbox', async () => {
    const check = { action: 'completed', check_run: { head_sha: 'nobody', conclusion: 'success' } };
    expect((await github('check_run', 'd-5', check)).body).toMatchObject({ status: 'unmatched', reached: 0 });
    expect((await github('push', 'd-6', { after: 'x' })).body).toMatchObject({ status: 'refused', reached: 0 });
    const { deliveries } = (await gateway.ask('GET /v1/inbox')).body;
    expect(deliveries).toMatchObject([
      { id: 'd-6', source: 'webhook:github', status: 'refused', error: { code: 'invalid_input' } },
      { id: 'd-5', source: 'webhook:github', status: 'unmatched', error: null },
    ]);
  });

  it('keeps no trigger from doing its part because of another that is wrong', async () => {
    for (const [id, more] of [
      ['hook-broken', 'when: payload.no.such'],
      ['hook-whole', 'input: {}'],
    ]) {
      const definition = `{ id: ${id}, on: { webhook: { source: github, event: hook-two, ${more} } }, tasks: [] }`;
      expect(await gateway.ask('POST /v1/definitions', { definition })).toMatchObject({ status: 201 });
    }
    expect((await github('hook-two', 'd-7', { a: 1 })).body).toMatchObject({ status: 'delivered', reached: 1 });
    expect((await gateway.ask('GET /v1/runs?definition=hook-whole')).body.runs).toHaveLength(1);
    const { deliveries } = (await gateway.ask('GET /v1/inbox?status=delivered')).body;
    expect(deliveries).toContainEqual(
      expect.objectContaining({
        ...{ id: 'd-7', reached: 1 },
        error: expect.objectContaining({ message: expect.stringContaining('hook-broken: on.webhook.when') }),
      }),
    );
  });
});
