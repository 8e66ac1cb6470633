import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { toArrayAsync } from '@modelcontextprotocol/sdk/experimental/tasks/index.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp } from '../../src/cli/mcp/serve-http.js';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { createFakeIo } from '../unit/cli/fake-io.js';
import { connectAgent } from './connect.js';

describe('MCP over HTTP', () => {
  let engine: Engine;
  let url: string;
  const stop = new AbortController();
  let serving: Promise<void>;

  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    const clients = { client: engine.client, tasks: tasksOf(engine) };
    url = await new Promise<string>((resolve, reject) => {
      const io = {
        ...createFakeIo(),
        note: (line: string) => resolve(/http:\S+\/mcp/.exec(line)?.[0] ?? ''),
      };
      serving = serveHttp({ clients, version: '1.0.0' }, { port: '0', io, signal: stop.signal });
      serving.catch(reject);
    });
  });
  afterAll(async () => {
    stop.abort();
    await serving.catch(() => undefined);
    await engine.close();
  });

  const connect = () => connectAgent(new StreamableHTTPClientTransport(new URL(url)));

  it('has a session for each agent, in which tasks go their way', async () => {
    const [one, other] = await Promise.all([connect(), connect()]);
    const { task_id: taskId = null } = await one.call('plan_task', { title: 'T', description: 'D' });
    await other.call('execute_task', { task_id: taskId });
    const work = { summary: 'S', detailed_work: 'W', next_action: 'complete' };
    expect(await one.call('complete_task', { task_id: taskId, ...work })).toMatchObject({ status: 'completed' });
    await one.close();
    expect(await other.call('get_task', { task_id: taskId })).toMatchObject({ status: 'completed' });
    await other.close();
  });

  it('asks the person beside the agent on the stream of the call, and of the result of a task', async () => {
    const person = { form: async () => ({ action: 'accept' as const, content: { payload: '7' } }) };
    const helped = await connectAgent(new StreamableHTTPClientTransport(new URL(url)), person);
    const definition = '{ id: asks, tasks: [{ id: w, kind: wait, signal: built }] }';
    const answered = { status: 'completed', output: { w: { signal: { payload: 7 } } } };
    expect(await helped.call('run_definition', { definition, wait_seconds: 20 })).toMatchObject(answered);
    const call = { name: 'run_definition', arguments: { definition } };
    const messages = await toArrayAsync(
      helped.client.experimental.tasks.callToolStream(call, CallToolResultSchema, { task: {} }),
    );
    expect(messages.at(-1)).toMatchObject({ type: 'result', result: { structuredContent: answered } });
    await helped.close();
  });

  const post = (headers: Record<string, string>) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1.evil.example'])('refuses a page of %s', async (origin) => {
    expect((await post({ origin })).status).toBe(403);
  });

  it('takes a page of this machine to the greeting', async () => {
    expect((await post({ origin: 'http://localhost:6274' })).status).toBe(400);
  });

  it('sends away who names a session that is not there', async () => {
    const response = await post({ 'mcp-session-id': '00000000-0000-4000-8000-000000000000' });
    expect([response.status, await response.json()]).toEqual([
      404,
      { jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'There is no such session: initialize again.' } },
    ]);
  });
});
