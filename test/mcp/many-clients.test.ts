import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import type { Engine } from '../support/engine/engine.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';
import { createTestDatabase } from '../support/test-database.js';
import { openTestGateway, type TestGateway } from '../web/gateway.js';
import { connectAgent, type Agent } from './connect.js';
import { startHttpCommand } from './mcp-command.js';

const CLIENTS = 100;

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
      agents.map(async (agent, index) => {
        // Each claims what another one has planned.
        const taskId = made[(index + 1) % CLIENTS] ?? '';
        await agent.call('execute_task', { task_id: taskId });
        await agent.call('complete_task', { task_id: taskId, ...work, idempotency_key: 'done' + taskId });
      }),
    );
    const [agent] = agents;
    expect(await agent?.call('get_status', {})).toMatchObject({ task_summary: { total_completed: CLIENTS } });
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
});

it('a server that is killed before it has answered makes nothing twice when another one is asked again', async () => {
  const database = await createTestDatabase(inject('databaseUrl'));
  const plan = (key: string): JsonObject => ({
    description: 'Plan',
    subtasks_json: Array.from({ length: 20 }, (_, index) => ({ title: `${key} ${index}`, description: 'D' })),
    idempotency_key: key,
  });
  const first = await startHttpCommand(database.url);
  const doomed = await connectAgent(new StreamableHTTPClientTransport(new URL(first.url)));
  await doomed.call('get_status');
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const calls = keys.map((key) => doomed.call('plan_task', plan(key)).catch(() => null));
  // As soon as one is answered the others are on their way.
  await Promise.race(calls);
  first.process.kill('SIGKILL');
  await first.stop();
  const second = await startHttpCommand(database.url);
  const agent = await connectAgent(new StreamableHTTPClientTransport(new URL(second.url)));
  const answers = await Promise.all(keys.map((key) => agent.call('plan_task', plan(key))));
  expect(new Set(answers.map((answer) => answer['task_id'])).size).toBe(keys.length);
  expect(await agent.call('query_tasks', { limit: 1 })).toMatchObject({ total_count: keys.length * 21 });
  await agent.close();
  await second.stop();
  await database.drop();
});
