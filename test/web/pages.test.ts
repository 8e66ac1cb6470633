import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openBrowser } from './browser.js';
import { openTestGateway, type TestGateway } from './gateway.js';

const GUARDED = `
id: guarded
input: { type: object }
tasks:
  - { id: build, action: transform, with: { bytes: 12 } }
  - id: approve
    kind: wait
    title: "Release <b>now</b>?"
    approval: { roles: [pm], quorum: 2, criteria: "All tests pass" }
  - { id: after, action: noop }
`;

describe('the pages', () => {
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

  const signInAs = async (name: string, given: Parameters<TestGateway['token']>[1]) => {
    const browser = openBrowser(gateway);
    expect(await browser.signIn(await gateway.token(name, given))).toMatchObject({
      status: 303,
      location: '/approvals',
    });
    return browser;
  };

  it('ask who is there, and know the browser by a cookie that is none of the token', async () => {
    const browser = openBrowser(gateway);
    expect(await browser.get('/')).toMatchObject({ status: 302, location: '/approvals' });
    expect(await browser.get('/runs?status=failed')).toMatchObject({
      status: 303,
      location: '/sign-in?next=%2Fruns%3Fstatus%3Dfailed',
    });
    const landing = await browser.get('/approvals/t1', { 'sec-fetch-site': 'cross-site' });
    expect(landing.text).toContain('content="0; url=/approvals/t1"');
    expect(await browser.signIn('nonsense')).toMatchObject({ status: 401, location: null });
    const token = await gateway.token('ann', { scopes: ['read'] });
    const { headers, location } = await browser.signIn(token, '/runs?status=failed');
    expect(location).toBe('/runs?status=failed');
    const [set = ''] = headers.getSetCookie();
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    expect(set).not.toContain(token.slice(3, 19));
    const page = await browser.get('/approvals');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');

    const left = browser.cookie();
    expect((await browser.post('/sign-out', { form_token: 'wrong' })).status).toBe(403);
    expect(await browser.post('/sign-out', await browser.fieldsOf('/approvals'))).toMatchObject({
      status: 303,
      location: '/sign-in',
    });
    expect((await browser.get('/approvals', { cookie: left })).status).toBe(303);
  });

  it('take a decision in a form of their own alone, and the run goes on', async () => {
    const { runId } = await engine.start(GUARDED, { runId: 'pages-guarded' });
    const { taskId } = await engine.taskWith(runId, '/approve', 'waiting');
    const path = `/approvals/${taskId}`;
    const stranger = await signInAs('eve', { scopes: ['read', 'decide'] });
    expect((await stranger.get('/approvals')).text).toContain('Nothing waits for your decision.');
    const refused = await stranger.post(path, {
      ...(await stranger.fieldsOf(path)),
      decision: 'approve',
      comment: 'mine',
    });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('eve may not decide here');
    expect(refused.text).toContain('>mine</textarea>');

    const pm = await signInAs('bo', { scopes: ['read', 'decide'], roles: ['pm'] });
    expect((await pm.get('/approvals')).text).toContain('Release &lt;b&gt;now&lt;/b&gt;?');
    const shown = await pm.get(path);
    for (const text of ['All tests pass', '2 more of pm', 'the task before', '<dt>bytes</dt>']) {
      expect(shown.text).toContain(text);
    }
    const fields = { ...(await pm.fieldsOf(path)), decision: 'approve', comment: '<script>1</script>' };
    const forgeries = [
      pm.post(path, { ...fields, form_token: '' }),
      pm.post(path, fields, { origin: 'http://127.0.0.1:1' }),
      pm.post(path, fields, { origin: 'null' }),
    ];
    expect((await Promise.all(forgeries)).map(({ status }) => status)).toEqual([403, 403, 403]);

    const after = await pm.post(path, fields);
    expect(after).toMatchObject({ status: 303, location: `${path}?said=approve` });
    expect(await pm.post(path, fields)).toMatchObject({ status: 303, location: after.location });
    expect((await pm.get(after.location ?? '')).text).toContain('You have approved it.');
    expect((await pm.get('/approvals')).text).toContain('Nothing waits for your decision.');
    const again = async (browser: typeof pm, decision: string) =>
      (await browser.post(path, { ...(await browser.fieldsOf(path)), decision })).location;
    expect((await pm.get((await again(pm, 'withdraw')) ?? '')).text).toContain('You have withdrawn what you said.');
    expect(await again(pm, 'approve')).toBe(after.location);
    expect(await again(await signInAs('fay', { scopes: ['read', 'decide'], roles: ['pm'] }), 'approve')).not.toBeNull();
    expect(await engine.client.waitForEnd(runId)).toMatchObject({ status: 'completed' });
    const done = await pm.get(after.location ?? '');
    expect(done.text).toContain('You have approved it.');
    expect(done.text).toContain('&lt;script&gt;1&lt;/script&gt;');
    const late = await pm.post(path, { ...fields, request_id: 'another' });
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('has ended')]);

    const run = await pm.get(`/runs/${runId}`);
    expect(run.text).toContain('Release &lt;b&gt;now&lt;/b&gt;?');
    expect(run.text).toContain('data-stream=""');
    expect((await pm.get('/runs?status=completed')).text).toContain('pages-guarded');
  });

  it('list work that is no approval as well, and take the decision that another task needs', async () => {
    const definition = `
kind: parallel
tasks:
  - { id: build, title: Pages build, action: noop }
  - { id: ship, needs: [{ task: build, type: approval, roles: [shipper] }], action: noop }`;
    const { runId } = await engine.start(definition, { runId: 'pages-needed' });
    const { taskId } = await engine.taskWith(runId, '/build', 'completed');
    const shipper = await signInAs('di', { scopes: ['read', 'decide'], roles: ['shipper'] });
    expect((await shipper.get('/approvals')).text).toContain('Pages build');
    const asked = await gateway.ask('GET /v1/approvals', undefined, {
      token: await gateway.token('di-api', { scopes: ['read'] }),
    });
    expect(asked.body.approvals).toContainEqual(
      expect.objectContaining({ runId, path: '/build', taskId, for: 'approval', stillNeeded: '1 more of shipper' }),
    );
    const path = `/approvals/${taskId}`;
    expect((await shipper.get(path)).text).toContain('1 more of shipper');
    await shipper.post(path, { ...(await shipper.fieldsOf(path)), decision: 'approve' });
    expect(await engine.client.waitForEnd(runId)).toMatchObject({ status: 'completed' });
  });

  it('show generic tasks with their dependencies and artifacts, and tell a run while it changes', async () => {
    const tasks = tasksOf(engine, { name: 'ann', roles: [] });
    await tasks.create({ task_type: 'epic', title: 'Page tree', task_id: 'pages-tree' });
    const parent = { parent_task_id: 'pages-tree' };
    await tasks.create({ ...parent, task_type: 'story', title: 'Write it', task_id: 'pages-write' });
    await tasks.create({
      ...{ ...parent, task_type: 'approval_gate', title: 'Read it', task_id: 'pages-gate' },
      approval: { roles: ['editor'] },
      dependencies: [{ dependency_task_id: 'pages-write' }],
    });
    const editor = await signInAs('cy', { scopes: ['read', 'decide'], roles: ['editor'] });
    const follow = new AbortController();
    const stream = await fetch(`${gateway.url}/runs/pages-tree/stream`, {
      headers: { cookie: editor.cookie() },
      signal: follow.signal,
    });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');

    await tasks.execute({ task_id: 'pages-write' });
    await tasks.complete({
      ...{ task_id: 'pages-write', summary: 'Written.', detailed_work: 'Once upon a time', next_action: 'complete' },
    });
    const shown = await editor.get('/approvals/pages-gate');
    for (const text of ['Read it', 'Write it', '1 more of editor']) expect(shown.text).toContain(text);
    const [, artifact] = /href="(\/artifacts\/[^"]+)"/.exec(shown.text) ?? [];
    const file = await editor.get(artifact ?? '');
    expect(file).toMatchObject({ status: 200, text: expect.stringContaining('Once upon a time') });
    expect(file.headers.get('content-disposition')).toBe('attachment');

    const fields = { ...(await editor.fieldsOf('/approvals/pages-gate')), decision: 'reject', comment: 'Too short' };
    expect((await editor.post('/approvals/pages-gate', fields)).status).toBe(303);
    let told = '';
    for await (const chunk of stream.body ?? []) {
      told += new TextDecoder().decode(chunk);
      if (told.includes('Read it: failed.')) break;
    }
    follow.abort();
    expect(told).toContain('event: run\ndata: {"html":');
  });

  it('hide what a token may not see', async () => {
    const guest = await signInAs('di', { scopes: ['read'], workspaces: ['elsewhere'] });
    const answers = ['/runs/pages-guarded', '/approvals/pages-gate', '/runs?workspace=default'].map(async (path) => {
      const { status } = await guest.get(path);
      return status;
    });
    expect(await Promise.all(answers)).toEqual([404, 404, 404]);
    const worker = openBrowser(gateway);
    await worker.signIn(await gateway.token('ed', { scopes: ['work'] }));
    expect((await worker.get('/approvals')).status).toBe(403);
  });
});
