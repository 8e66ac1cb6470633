import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openTestGateway, type TestGateway } from './gateway.js';

describe('generic tasks by HTTP', () => {
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

  it('carries a tree from its plan to its end', async () => {
    const epic = { task_type: 'epic', title: 'Chat', task_id: 'chat', auto_complete: true };
    expect(await ask('POST /v1/tasks', epic)).toMatchObject({
      status: 201,
      body: { task_id: 'chat', created_by: 'root' },
    });
    expect((await ask('POST /v1/tasks', epic)).status).toBe(409);
    for (const id of ['design', 'build']) {
      await ask('POST /v1/tasks', { task_type: 'story', title: id, task_id: id, parent_task_id: 'chat' });
    }
    const needs = { dependencies: [{ dependency_task_id: 'design' }] };
    expect((await ask('POST /v1/tasks/build/dependencies', needs)).status).toBe(200);
    const cycle = await ask('POST /v1/tasks/design/dependencies', { dependencies: [{ dependency_task_id: 'build' }] });
    expect(cycle).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await ask('GET /v1/tasks/build/dependencies')).body).toMatchObject({
      dependencies: [{ dependency_task_id: 'design' }],
    });
    expect((await ask('POST /v1/tasks/build/execute', {})).status).toBe(409);
    expect((await ask('POST /v1/tasks/design/lifecycle', { lifecycle_stage: 'superseded' })).status).toBe(409);
    expect((await ask('PATCH /v1/tasks/build', { title: 'Build it' })).body).toMatchObject({ title: 'Build it' });
    const work = { summary: 'done', detailed_work: 'All of it.', next_action: 'complete' };
    for (const id of ['design', 'build']) {
      expect((await ask(`POST /v1/tasks/${id}/execute`, {})).body).toMatchObject({ assignee: 'root' });
      expect((await ask(`POST /v1/tasks/${id}/complete`, work)).body).toMatchObject({ status: 'completed' });
      expect((await ask(`POST /v1/tasks/${id}/complete`, work)).status).toBe(409);
    }
    const { body: whole } = await ask('GET /v1/tasks/chat?include_children=true');
    expect(whole).toMatchObject({ status: 'completed' });
    const found = await ask('GET /v1/tasks?task_type=story&limit=1');
    expect(found.body).toMatchObject({ total_count: 2 });
    expect((await ask('GET /v1/tasks/build/events?limit=1')).body.events).toHaveLength(1);
    expect((await ask('GET /v1/tasks/build/events?limit=many')).status).toBe(400);
  });

  it('finds by an address what it finds by a body', async () => {
    await ask('POST /v1/tasks', { task_type: 'epic', title: 'Find', task_id: 'find', team: '7' });
    const below = { task_type: 'story', parent_task_id: 'find' };
    await ask('POST /v1/tasks', { ...below, title: 'true 42', task_id: 'find_a', attributes: { n: 1 } });
    await ask('POST /v1/tasks', { ...below, title: 'Second', task_id: 'find_b', dependencies: ['find_a'] });
    const queries = {
      'parent_task_id=find&status=pending&status=blocked': ['find_b', 'find_a'],
      'parent_task_id=find&status=pending,blocked&sort={"field":"title","direction":"asc"}': ['find_b', 'find_a'],
      'parent_task_id=find&has_dependencies=true': ['find_b'],
      'search_text=42&parent_task_id=find': ['find_a'],
      'search_text=true&parent_task_id=find': ['find_a'],
      'team=7&task_type=epic': ['find'],
      'parent_task_id=find&attributes={"n":1}': ['find_a'],
      'parent_task_id=find&limit=1&offset=1': ['find_a'],
    };
    for (const [query, ids] of Object.entries(queries)) {
      const { body } = await ask(`GET /v1/tasks?${query}`);
      const found: readonly { readonly task_id: string }[] = body.tasks ?? [];
      expect({ query, ids: found.map(({ task_id }) => task_id) }).toEqual({ query, ids });
    }
    for (const query of [
      'limit=abc',
      'limit=1&limit=2',
      'has_dependencies=perhaps',
      'sort=title',
      'filters={',
      'team=',
    ]) {
      expect({ query, status: (await ask(`GET /v1/tasks?${query}`)).status }).toEqual({ query, status: 400 });
    }
  });

  it('keeps a template that is sent by itself', async () => {
    const template = {
      template_id: 'by_itself',
      task_structure: { root_task: { task_type: 'epic', title: 'Itself' } },
    };
    expect(await ask('POST /v1/templates', template)).toMatchObject({
      status: 201,
      body: { template_id: 'by_itself' },
    });
    expect((await ask('POST /v1/templates', { ...template, template })).status).toBe(400);
  });

  it('keeps a file byte for byte, in versions', async () => {
    await ask('POST /v1/tasks', { task_type: 'story', title: 'File', task_id: 'file' });
    const bytes = new Uint8Array([0, 255, 10, 13, 128]);
    const headers = { 'content-type': 'application/x-thing', 'idempotency-key': 'file-1' };
    const { status, body } = await ask('POST /v1/tasks/file/artifacts?name=thing', bytes, { headers });
    expect([status, body]).toMatchObject([
      201,
      { name: 'thing', version: 1, size: 5, media_type: 'application/x-thing' },
    ]);
    const again = await ask('POST /v1/tasks/file/artifacts?name=thing', bytes, { headers });
    expect(again.body).toEqual(body);
    const authorization = `Bearer ${await gateway.token('reader', { scopes: ['read'] })}`;
    const fetchContent = (more: Record<string, string> = {}) =>
      fetch(`${gateway.url}/v1/artifacts/${body.artifact_id}/content`, { headers: { authorization, ...more } });
    const part = await fetchContent({ range: 'bytes=1-2' });
    expect([part.status, part.headers.get('content-range'), new Uint8Array(await part.arrayBuffer())]).toEqual([
      ...[206, 'bytes 1-2/5'],
      bytes.slice(1, 3),
    ]);
    expect((await fetchContent({ range: 'bytes=9-' })).status).toBe(416);
    const content = await fetchContent();
    expect(new Uint8Array(await content.arrayBuffer())).toEqual(bytes);
    expect(content.headers.get('content-type')).toBe('application/x-thing');
    const read = await ask(`GET /v1/artifacts/${body.artifact_id}`);
    expect(read.body).toMatchObject({ encoding: 'base64', content: Buffer.from(bytes).toString('base64') });
    expect((await ask('GET /v1/tasks/file/artifacts')).body).toMatchObject({ total_count: 1 });
    expect((await ask('GET /v1/artifacts/none')).status).toBe(404);
    expect((await ask('GET /v1/artifacts/none/content')).status).toBe(404);
    expect((await ask('POST /v1/tasks/none/artifacts?name=x', bytes)).status).toBe(404);
    expect((await ask('POST /v1/tasks/file/artifacts', bytes)).status).toBe(400);
  });

  it('serves the tools of MCP to a token, as far as its scopes go', async () => {
    const token = await gateway.token('agent', { scopes: ['read'] });
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    };
    expect((await ask('POST /mcp', initialize, { token: null, headers })).status).toBe(401);
    const greeted = await ask('POST /mcp', initialize, { token, headers });
    const session = { ...headers, 'mcp-session-id': greeted.headers.get('mcp-session-id') ?? '' };
    expect(greeted.status).toBe(200);
    const params = { name: 'create_generic_task', arguments: { task_type: 'story', title: 'No' } };
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params };
    const refused = await ask('POST /mcp', call, { token, headers: session });
    expect(JSON.stringify(refused.body)).toContain('forbidden');
    const list = { jsonrpc: '2.0', id: 3, method: 'tools/list' };
    const names = async (query: string): Promise<readonly string[]> => {
      const { headers: greeting } = await ask(`POST /mcp${query}`, initialize, { token, headers });
      const own = { ...headers, 'mcp-session-id': greeting.get('mcp-session-id') ?? '' };
      const listed = JSON.stringify((await ask('POST /mcp', list, { token, headers: own })).body);
      return ['get_task', 'get_status', 'create_generic_task'].filter((name) => listed.includes(`\\"${name}\\"`));
    };
    expect([await names(''), await names('?toolsets=all')]).toEqual([['get_task'], ['get_task', 'get_status']]);
    expect((await ask('POST /mcp?toolsets=everything', initialize, { token, headers })).status).toBe(400);
    // A session belongs to whoever began it.
    expect((await ask('POST /mcp', call, { headers: session })).status).toBe(404);
  });
});
