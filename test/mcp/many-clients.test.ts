import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import type { Engine } from '../support/engine/engine.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';
import { openTestGateway, type TestGateway } from '../web/gateway.js';
import { connectAgent, type Agent } from './connect.js';
import { startHttpCommand } from './mcp-command.js';

const CLIENTS = 100;
const WORKERS = 20;

describe('many agents on one gateway', () => {
  let engine: Engine;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    gateway = await openTestGateway(engine);
    token = await gateway.token('crowd', { scopes: ['read', 'work', 'run'], workspaces: [engine.taskQueue] });
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  const toTransport = () =>
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp?workspace=${engine.taskQueue}`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    });
  const connect = (): Promise<Agent> => connectAgent(toTransport());

  it(`${CLIENTS} at once lose nothing and make nothing twice, though every call is made twice`, async () => {
    const agents = await Promise.all(Array.from({ length: CLIENTS }, connect));
    const made = await Promise.all(
      agents.map(async (agent, index) => {
        const plan: JsonObject = { title: `Task ${index}`, description: 'D', idempotency_key: `plan-${index}` };
        const [one, other] = await Promise.all([agent.call('plan_task', plan), agent.call('plan_task', plan)]);
        expect(other).toEqual(one);
        return String(one['task_id']);
      }),
    );
    expect(new Set(made).size).toBe(CLIENTS);
    const work = { summary: 'S', detailed_work: 'W', next_action: 'complete' };
    await Promise.all(
      agents.slice(0, WORKERS).map(async (agent, index) => {
        // Each claims what another one has planned.
        const taskId = made[index + 1] ?? '';
        await agent.call('execute_task', { task_id: taskId });
        await agent.call('complete_task', { task_id: taskId, ...work, idempotency_key: 'done' + taskId });
      }),
    );
    const [agent] = agents;
    expect(await agent?.call('get_status', {})).toMatchObject({ task_summary: { total_completed: WORKERS } });
    expect(await agent?.call('query_tasks', { limit: 1 })).toMatchObject({ total_count: CLIENTS });
    await Promise.all(agents.map((one) => one.close()));
  });

  it('goes on with what it was doing for a client that disappears in the middle of a call', async () => {
    const runId = uniqueId('gone');
    const definition = `{ id: gone, tasks: [{ id: w, kind: wait, signal: go }, { id: t, action: transform, with: { x: 1 } }] }`;
    const request = { definition, run_id: runId, wait_seconds: 50, idempotency_key: runId };
    const transport = toTransport();
    const lost = await connectAgent(transport);
    const call = lost.call('run_definition', request).catch(() => 'lost');
    const other = await connect();
    const isWaiting = async () => ((await other.call('list_waiting', {}))['total_count'] === 1 ? true : null);
    await waitFor('the run waits', isWaiting);
    // Without a word: neither a cancellation nor the end of the session.
    await transport.close();
    expect(await call).toBe('lost');
    await other.call('get_run', { run_id: runId });
    const owner = await gateway.token('owner');
    const signal = await fetch(`${gateway.url}/v1/runs/${runId}/signals/go?workspace=${engine.taskQueue}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(signal.ok).toBe(true);
    const again = await other.call('run_definition', request);
    expect(again).toMatchObject({ run_id: runId });
    expect(await other.call('wait_for_run', { run_id: runId, wait_seconds: 20 })).toMatchObject({
      status: 'completed',
    });
    await other.close();
  });

  it('are told where on it people decide', async () => {
    const agent = await connect();
    const gate = { task_type: 'approval_gate', title: 'Ship?', attributes: { approver_role: 'cto' } };
    const { task_id: taskId } = await agent.call('create_generic_task', gate);
    const { waiting } = await agent.call('list_waiting', { kind: 'approval' });
    const url = `${gateway.url}/approvals/${String(taskId)}?workspace=${engine.taskQueue}`;
    expect(waiting).toMatchObject([{ decide_url: url }]);
    expect((await fetch(url)).status).toBeLessThan(400);
    await agent.close();
  });

  it('make nothing twice when they ask again after a server was killed before it had answered', async () => {
    const plan = (key: string): JsonObject => ({
      description: 'Plan',
      subtasks_json: Array.from({ length: 5 }, (_, index) => ({ title: `${key} ${index}`, description: 'D' })),
      idempotency_key: key,
    });
    // Where nobody has a token.
    const other = await openTestEngine();
    const server = await startHttpCommand(other.databaseUrl, '--as', 'rita');
    const doomed = await connectAgent(new StreamableHTTPClientTransport(new URL(server.url)));
    await doomed.call('get_status');
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const calls = keys.map((key) => doomed.call('plan_task', plan(key)).catch(() => null));
    // As soon as one is answered the others are on their way.
    await Promise.race(calls);
    server.process.kill('SIGKILL');
    await server.stop();
    const another = await startHttpCommand(other.databaseUrl, '--as', 'rita');
    const agent = await connectAgent(new StreamableHTTPClientTransport(new URL(another.url)));
    const answers = await Promise.all(keys.map((key) => agent.call('plan_task', plan(key))));
    expect(new Set(answers.map((answer) => answer['task_id'])).size).toBe(keys.length);
    expect(await agent.call('query_tasks', { limit: 1 })).toMatchObject({ total_count: keys.length * 6 });
    await agent.close();
    await another.stop();
    await other.close();
  });
});
