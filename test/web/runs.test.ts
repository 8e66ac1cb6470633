import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openTestGateway, type TestGateway } from './gateway.js';

const WAITING = `
id: release
version: 1.2.0
input: { type: object, required: [sha], properties: { sha: { type: string } } }
tasks:
  - { id: ci, kind: wait, signal: ci-finished, accept: signal.payload.sha == input.sha }
  - { id: approve, kind: wait, approval: { roles: [pm] } }
  - { id: qa, action: external }
`;

describe('runs by HTTP', () => {
  let engine: Engine;
  let gateway: TestGateway;
  let ask: TestGateway['ask'];
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    gateway = await openTestGateway(engine);
    ({ ask } = gateway);
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  it('carries a run from its start to its end, with one curl line for the pipeline', async () => {
    expect(await ask('POST /v1/definitions', { definition: WAITING })).toMatchObject({
      status: 201,
      body: { id: 'release', version: '1.2.0', isNew: true },
    });
    expect(await ask('POST /v1/definitions', { id: 'by-itself', tasks: [] })).toMatchObject({
      status: 201,
      body: { id: 'by-itself', isNew: true },
    });
    const started = await ask('POST /v1/runs', { definition: 'release', input: { sha: 'a1' }, runId: 'web-run' });
    expect(started).toMatchObject({ status: 201, body: { runId: 'web-run', definition: 'release', version: '1.2.0' } });
    expect(started.body).toEqual({ ...(await engine.client.read('web-run')), ...started.body });

    const ci = await gateway.token('ci', { scopes: ['signal'] });
    const signal = await ask('POST /v1/runs/web-run/signals/ci-finished', '{"sha":"a1"}', { token: ci });
    expect(signal).toMatchObject({ status: 202, body: { deliveryId: expect.any(String), reached: 1 } });
    await engine.taskWith('web-run', '/approve', 'waiting');
    const pm = await gateway.token('ann', { roles: ['pm'], scopes: ['decide', 'read'] });
    const approvals = await ask('GET /v1/approvals', undefined, { token: pm });
    expect(approvals.body.approvals).toMatchObject([{ runId: 'web-run', path: '/approve', roles: ['pm'] }]);
    const decision = { path: '/approve', decision: 'approve', comment: 'fine' };
    expect(await ask('POST /v1/runs/web-run/decision', decision)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await ask('POST /v1/runs/web-run/decision', decision, { token: pm })).toMatchObject({
      status: 200,
      body: { runId: 'web-run', path: '/approve', result: 'approve', by: 'ann' },
    });
    const qa = await engine.taskWith('web-run', '/qa', 'waiting');
    expect(await ask(`GET /v1/tasks/${qa.taskId}`)).toMatchObject({
      status: 200,
      body: { runId: 'web-run', path: '/qa' },
    });
    const handedIn = await ask(`POST /v1/tasks/${qa.taskId}/complete`, { output: { passed: 12 } });
    expect(handedIn).toMatchObject({ status: 200, body: { path: '/qa', result: 'completed', by: 'root' } });
    expect(await engine.client.waitForEnd('web-run')).toMatchObject({ status: 'completed' });
    expect((await ask('GET /v1/runs/web-run')).body).toEqual(await engine.client.read('web-run'));
    expect((await ask('GET /v1/runs/web-run/tasks')).body.tasks).toHaveLength(4);
    const events = await ask('GET /v1/runs/web-run/events?path=/approve&limit=1');
    expect(events.body).toMatchObject({ events: [{ path: '/approve' }], nextAfter: expect.any(String) });
    expect((await ask('GET /v1/runs?status=completed&definition=release')).body.runs).toMatchObject([
      { runId: 'web-run' },
    ]);
    const late = await ask('POST /v1/runs/web-run/signals/ci-finished', { sha: 'a1' });
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict', status: 409, detail: expect.any(String) } });
    expect((await ask('POST /v1/runs/web-run/cancel', {})).status).toBe(409);
  });

  it('lets a right to decide be handed on, and says later by whose token each has decided', async () => {
    const yaml = 'id: handed-on\ntasks: [{ id: a, kind: wait, approval: { users: [mia] } }]';
    await ask('POST /v1/runs', { definition: yaml, runId: 'web-handed-on' });
    const { taskId } = await engine.taskWith('web-handed-on', '/a', 'waiting');
    const decider = (name: string) => gateway.token(name, { scopes: ['decide', 'read'] });
    const [mia, kim] = [await decider('mia'), await decider('kim')];
    const say = (path: string, body: object, token: string) => ask(`POST ${path}/decision`, body, { token });
    const inRun = '/v1/runs/web-handed-on';
    const nobody = await say(inRun, { path: '/a', decision: 'delegate' }, mia);
    expect(nobody).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect((await say(inRun, { path: '/a', decision: 'delegate', to: 'kim' }, mia)).status).toBe(200);
    expect((await say(inRun, { path: '/a', decision: 'approve' }, mia)).status).toBe(403);
    expect((await ask('GET /v1/approvals', undefined, { token: mia })).body.approvals).toMatchObject([
      { runId: 'web-handed-on', delegations: [{ by: 'mia', to: 'kim' }], stillNeeded: '1 more of kim for mia' },
    ]);
    expect((await say(`/v1/tasks/${taskId}`, { decision: 'approve' }, kim)).status).toBe(200);
    await engine.client.waitForEnd('web-handed-on');
    const { body } = await ask('GET /v1/runs/web-handed-on/audit?path=/a', undefined, { token: kim });
    const token = expect.stringMatching(/^token:/);
    expect(body).toMatchObject({
      entries: [
        { type: 'decision.delegate', actor: 'mia', how: token, after: { to: 'kim' } },
        { type: 'decision.approve', actor: 'kim', how: token, after: { for: ['mia'] } },
        { type: 'task.completed', actor: 'kim' },
      ],
      nextAfter: null,
    });
  });

  it('refuses what is wrong, with a code and what to do', async () => {
    const cases: readonly (readonly [string, unknown, number, string])[] = [
      ['POST /v1/runs', { definition: 'nothing' }, 404, 'not_found'],
      ['POST /v1/runs', { definition: 'release', input: {} }, 400, 'invalid_input'],
      ['POST /v1/runs', { definition: 'release', versoin: '1' }, 400, 'invalid_input'],
      [
        'POST /v1/runs',
        { definition: { id: 'x', tasks: [{ id: 'a', action: 'noop', needs: ['b'] }] } },
        422,
        'invalid_definition',
      ],
      ['POST /v1/runs', '{"definition":', 400, 'invalid_input'],
      ['POST /v1/runs', undefined, 400, 'invalid_input'],
      ['POST /v1/runs', 'x'.repeat(1_100_000), 413, 'invalid_input'],
      ['POST /v1/runs/none/signals/go', 'x'.repeat(300_000), 413, 'invalid_input'],
      ['POST /v1/runs/none/signals/go', {}, 404, 'not_found'],
      ['POST /v1/signals/go', {}, 400, 'invalid_input'],
      ['GET /v1/runs/none', undefined, 404, 'not_found'],
      ['GET /v1/runs/none/events', undefined, 404, 'not_found'],
      ['GET /v1/runs?limit=0', undefined, 400, 'invalid_input'],
      ['GET /v1/runs?status=odd', undefined, 400, 'invalid_input'],
      ['GET /v1/definitions/none', undefined, 404, 'not_found'],
      ['POST /v1/definitions', { definition: WAITING.replace('approve', 'other') }, 409, 'conflict'],
      ['POST /v1/definitions', { definition: WAITING, version: '2' }, 400, 'invalid_input'],
      ['POST /v1/inbox/none/deliver', {}, 404, 'not_found'],
      ['GET /v1/tasks/none', undefined, 404, 'not_found'],
      ['GET /v1/nothing', undefined, 404, 'not_found'],
      ['PUT /v1/runs', {}, 405, 'invalid_input'],
    ];
    for (const [line, body, status, code] of cases) {
      const answer = await ask(line, body);
      expect([line, answer.status, answer.body.code, answer.body.status]).toEqual([line, status, code, status]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('says of a definition everything that is wrong with it', async () => {
    const { body } = await ask('POST /v1/runs', { definition: 'tasks:\n  - { id: a, action: noop, odd: 1 }\n' });
    expect(body.problems).toMatchObject([{ code: 'invalid_definition', line: 2, path: '/a' }]);
  });

  it('answers a repeat with the same Idempotency-Key the same, and starts nothing twice', async () => {
    const headers = { 'idempotency-key': 'once-1' };
    const request = { definition: 'release', input: { sha: 'b' } };
    const [one, other] = await Promise.all([
      ask('POST /v1/runs', request, { headers }),
      ask('POST /v1/runs', request, { headers }),
    ]);
    expect([one.status, other.status, other.body.runId]).toEqual([201, 201, one.body.runId]);
    expect(await ask('POST /v1/runs', { ...request, input: { sha: 'c' } }, { headers })).toMatchObject({ status: 409 });
    const { runs } = (await ask('GET /v1/runs?definition=release')).body;
    expect(runs.filter(({ runId }: { runId: string }) => runId === one.body.runId)).toHaveLength(1);
  });

  it('delivers a signal once, however often it is sent under one delivery id', async () => {
    const { runId } = await engine.start('id: two\ntasks: [{ id: w, kind: wait, signal: vote, count: 2 }]');
    await engine.taskWith(runId, '/w', 'waiting');
    const headers = { 'x-delivery-id': 'vote-1' };
    for (const _ of [1, 2, 3]) {
      const sent = await ask(`POST /v1/runs/${runId}/signals/vote`, { n: 1 }, { headers });
      expect([sent.status, sent.body]).toEqual([202, { deliveryId: 'vote-1', reached: 1 }]);
    }
    expect((await ask(`POST /v1/runs/${runId}/signals/vote`, { n: 2 }, { headers })).status).toBe(409);
    expect((await engine.client.read(runId)).status).not.toBe('completed');
    await ask(`POST /v1/runs/${runId}/signals/vote`, { payload: { n: 2 }, deliveryId: 'vote-2' });
    const { output } = await engine.client.waitForEnd(runId);
    expect(output).toMatchObject({ w: { signals: [{ payload: { n: 1 }, from: 'root' }, { payload: { n: 2 } }] } });
  });

  it('keeps a signal that nothing waits for in the inbox, from which it can be delivered again', async () => {
    const early = await ask('POST /v1/signals/built?correlation=pr-7', { ok: true });
    expect([early.status, early.body]).toEqual([202, { deliveryId: expect.any(String), reached: 0 }]);
    const { runId } = await engine.start('id: pr\ntasks: [{ id: w, kind: wait, signal: built, correlation: pr-7 }]');
    await engine.taskWith(runId, '/w', 'waiting');
    const { deliveryId } = early.body;
    const listed = (await ask('GET /v1/inbox')).body.deliveries;
    expect(listed.find(({ id }: { id: string }) => id === deliveryId)).toMatchObject({
      source: 'correlation:pr-7',
      status: 'unmatched',
      content: { name: 'built', correlation: 'pr-7', payload: { ok: true } },
    });
    const again = await ask(`POST /v1/inbox/${deliveryId}/deliver`);
    expect([again.status, again.body]).toEqual([202, { deliveryId, status: 'delivered', reached: 1 }]);
    expect(await engine.client.waitForEnd(runId)).toMatchObject({ status: 'completed' });
  });

  it('shows a token only what is in its workspaces', async () => {
    const token = await gateway.token('bo', { workspaces: ['team-b'] });
    const other = engine.client.inWorkspace('team-b');
    const started = await ask(
      'POST /v1/runs',
      { definition: 'tasks: [{ id: a, action: external }]', runId: 'mine' },
      { token },
    );
    expect(started.status).toBe(201);
    expect(await other.read('mine')).toMatchObject({ runId: 'mine' });
    expect((await ask('GET /v1/runs/web-run', undefined, { token })).status).toBe(404);
    expect((await ask('GET /v1/runs/web-run?workspace=default', undefined, { token })).status).toBe(404);
    expect((await ask('GET /v1/runs', undefined, { token })).body.runs).toMatchObject([{ runId: 'mine' }]);
    expect((await ask('GET /v1/runs/mine')).status).toBe(404);
    expect((await ask('GET /v1/runs/mine?workspace=team-b')).status).toBe(200);
  });

  it('refuses callers without a token or its scopes, and pages from elsewhere', async () => {
    expect(await ask('GET /v1/runs', undefined, { token: null })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    expect((await ask('GET /v1/runs', undefined, { token: 'tw_nonsense' })).status).toBe(401);
    const token = await gateway.token('reader', { scopes: ['read'] });
    expect((await ask('POST /v1/runs', { definition: 'release' }, { token })).status).toBe(403);
    expect((await ask('GET /v1/runs', undefined, { headers: { origin: 'https://evil.example.com' } })).status).toBe(
      403,
    );
    expect((await ask('GET /v1/runs', undefined, { headers: { origin: 'https://flows.example.com' } })).status).toBe(
      200,
    );
  });

  it('limits how often one caller may ask', async () => {
    const strict = await openTestGateway(engine, { rateLimits: { perCaller: 2 } });
    const statuses = [];
    for (const _ of [1, 2, 3]) statuses.push((await strict.ask('GET /v1/runs')).status);
    expect(statuses).toEqual([200, 200, 429]);
    await strict.stop();
  });

  it('says of itself that it runs, what it lacks, what it counts and what it takes', async () => {
    const open = { token: null };
    expect((await ask('GET /healthz', undefined, open)).body).toEqual({ status: 'ok' });
    expect((await ask('GET /readyz', undefined, open)).body).toEqual({ status: 'ready', missing: [] });
    expect((await ask('GET /metrics', undefined, open)).body).toContain('taskwright_http_requests_total{method="GET"');
    const { body } = await ask('GET /openapi.json', undefined, open);
    expect(body.paths['/v1/runs'].post.requestBody.content['application/json'].schema.required).toEqual(['definition']);
  });

  it('pauses, resumes, retries and runs again', async () => {
    const definition = 'tasks: [{ id: a, action: external }, { id: b, action: external }]';
    await ask('POST /v1/runs', { definition, runId: 'web-control' });
    expect(await ask('POST /v1/runs/web-control/pause', { reason: 'lunch' })).toMatchObject({
      status: 200,
      body: { runId: 'web-control' },
    });
    expect((await ask('GET /v1/runs/web-control')).body.status).toBe('paused');
    expect((await ask('GET /v1/runs?status=paused')).body.runs).toMatchObject([{ runId: 'web-control' }]);
    expect((await ask('POST /v1/runs/web-control/resume', {})).status).toBe(200);
    await engine.taskWith('web-control', '/a', 'waiting');
    expect((await ask('POST /v1/runs/web-control/retry', {})).body).toMatchObject({ status: 409, code: 'conflict' });
    await ask('POST /v1/runs/web-control/complete', { path: '/a', output: 1 });
    await engine.taskWith('web-control', '/b', 'waiting');
    await ask('POST /v1/runs/web-control/complete', { path: '/b', failure: 'broken' });
    expect(await engine.client.waitForEnd('web-control')).toMatchObject({ status: 'failed' });
    expect((await ask('POST /v1/runs/web-control/retry', {})).status).toBe(200);
    await engine.taskWith('web-control', '/b', 'waiting');
    await ask('POST /v1/runs/web-control/complete', { path: '/b', output: 2 });
    expect(await engine.client.waitForEnd('web-control')).toMatchObject({
      status: 'completed',
      output: { a: 1, b: 2 },
    });
    expect((await ask('POST /v1/runs/web-control/rerun', { path: '/x' })).status).toBe(404);
    expect((await ask('POST /v1/runs/web-control/rerun', {})).status).toBe(400);
    expect(await ask('POST /v1/runs/web-control/rerun', { path: '/b' })).toMatchObject({
      status: 200,
      body: { runId: 'web-control', path: '/b' },
    });
    expect((await engine.taskWith('web-control', '/b', 'waiting')).visit).toBe(3);
    await ask('POST /v1/runs/web-control/cancel', {});
    expect(await engine.client.waitForEnd('web-control')).toMatchObject({ status: 'cancelled' });
  });

  it('never fails for what it is sent', async () => {
    const lines = ['POST /v1/runs', 'POST /v1/definitions', 'POST /v1/tasks', 'POST /v1/runs/web-run/decision'];
    const more = ['POST /v1/signals/x?correlation=k', 'POST /v1/runs/web-run/signals/x', 'POST /v1/templates'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...lines, ...more),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.uint8Array({ maxLength: 50 }),
          fc.record({ definition: fc.jsonValue(), input: fc.jsonValue() }, { requiredKeys: [] }),
          fc.record({ title: fc.string({ unit: 'binary' }), task_type: fc.string({ unit: 'binary' }) }),
        ),
        async (line, body) => {
          const { status } = await ask(line, body);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 120 },
    );
  });
});
