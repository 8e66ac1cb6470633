import { CallToolResultSchema, CreateTaskResultSchema, type Task } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import { toDecideUrl } from '../../src/mcp/to-decide-url.js';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';
import { connectToEngine, type Agent, type Person } from './connect.js';

const SUM = '{ id: sum, action: transform, with: { value: "${{ 1 + 2 }}" } }';
const CI = '{ id: ci, tasks: [{ id: w, title: The build, kind: wait, signal: built }] }';
const GATE = '{ id: gate, tasks: [{ id: approve, kind: wait, approval: { roles: [pm], quorum: 2 } }] }';

describe('calls that are tasks', () => {
  let engine: Engine;
  let agent: Agent;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    agent = await connect();
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  const connect = (person?: Person, options: object = {}) =>
    connectToEngine(engine, { clients: { client: engine.client, tasks: tasksOf(engine) }, ...options }, person);

  const create = async (one: Agent, name: string, args: JsonObject): Promise<Task> => {
    const request = { method: 'tools/call' as const, params: { name, arguments: args } };
    const { task } = await one.client.request(request, CreateTaskResultSchema, { task: {} });
    return task;
  };
  const tasksOfClient = (one: Agent) => one.client.experimental.tasks;

  it('are offered by the tools that start runs or wait for them, and by no other', async () => {
    const { tools } = await agent.client.listTools();
    const taskable = tools.filter(({ execution }) => execution?.taskSupport === 'optional').map(({ name }) => name);
    expect(taskable).toEqual(['run_definition', 'wait_for_run']);
    await expect(create(agent, 'get_status', {})).rejects.toThrow('get_status cannot be called as a task.');
  });

  it('end with what the tool would have answered', async () => {
    const seen: string[] = [];
    for await (const message of tasksOfClient(agent).callToolStream(
      { name: 'run_definition', arguments: { definition: SUM } },
      CallToolResultSchema,
      { task: {} },
    )) {
      seen.push(message.type);
      if (message.type !== 'result') continue;
      expect(message.result.structuredContent).toMatchObject({
        success: true,
        operation: 'run_definition',
        status: 'completed',
        output: { value: 3 },
      });
      expect(message.result).toMatchObject({ _meta: { 'io.modelcontextprotocol/related-task': {} } });
    }
    expect([seen[0], seen.at(-1)]).toEqual(['taskCreated', 'result']);
  });

  it('say that input is required, and are known to a server that has just started', async () => {
    const runId = uniqueId('r');
    const made = await create(agent, 'run_definition', { definition: GATE, run_id: runId });
    expect(made).toMatchObject({ taskId: `run_definition/${runId}`, ttl: null });
    await engine.taskWith(runId, '/approve', 'waiting');
    const other = await connect();
    expect(await tasksOfClient(other).getTask(made.taskId)).toMatchObject({
      status: 'input_required',
      statusMessage: '/approve waits for 2 more of pm.',
      createdAt: made.createdAt,
    });
    const { tasks } = await tasksOfClient(other).listTasks();
    expect(tasks.find(({ taskId }) => taskId === made.taskId)).toMatchObject({ status: 'input_required' });
    expect(await tasksOfClient(other).cancelTask(made.taskId)).toMatchObject({ status: 'cancelled' });
    expect(await engine.client.read(runId)).toMatchObject({ status: 'cancelled' });
    await expect(tasksOfClient(other).cancelTask(made.taskId)).rejects.toThrow(/cancelled/);
    await other.close();
  });

  it('fail with their run, and say why', async () => {
    const runId = uniqueId('r');
    const failing = '{ id: fails, action: transform, with: { value: "${{ input.missing }}" } }';
    const { taskId } = await create(agent, 'run_definition', { definition: failing, run_id: runId });
    const result = await tasksOfClient(agent).getTaskResult(taskId, CallToolResultSchema);
    expect(result.structuredContent).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } });
    expect(await tasksOfClient(agent).getTask(taskId)).toMatchObject({
      status: 'failed',
      statusMessage: expect.stringContaining('missing'),
    });
  });

  it('are refused as calls are, and unknown ones are no tasks', async () => {
    await expect(create(agent, 'run_definition', { definition: 'nobody' })).rejects.toThrow(/nobody/);
    await expect(create(agent, 'run_definition', { surprise: 1 })).rejects.toThrow(/"surprise" is not known/);
    for (const taskId of [
      'run_definition/nobody',
      'get_run/x',
      'x',
      '__proto__/x',
      `run_definition/${'x'.repeat(200)}`,
    ]) {
      await expect(tasksOfClient(agent).getTask(taskId)).rejects.toMatchObject({ code: -32_602 });
    }
  });

  it('that only wait for a run leave it alone when they are cancelled', async () => {
    const runId = uniqueId('r');
    await agent.call('run_definition', { definition: CI, run_id: runId });
    const { taskId } = await create(agent, 'wait_for_run', { run_id: runId });
    await expect(tasksOfClient(agent).cancelTask(taskId)).rejects.toThrow(/only waits for the run/);
    await agent.call('send_signal', { name: 'built', run_id: runId });
    const result = await tasksOfClient(agent).getTaskResult(taskId, CallToolResultSchema);
    expect(result.structuredContent).toMatchObject({ operation: 'wait_for_run', status: 'completed' });
  });

  it('are ordinary calls where tasks are switched off', async () => {
    const plain = await connect(undefined, { offersTasks: false });
    expect(plain.client.getServerCapabilities()).not.toHaveProperty('tasks');
    const { tools } = await plain.client.listTools();
    expect(tools.filter(({ execution }) => execution !== undefined)).toEqual([]);
    await plain.close();
  });

  it('ask the person beside the agent for the payload of a signal', async () => {
    const asked: string[] = [];
    const form: Person['form'] = async ({ message }) => {
      asked.push(message);
      return { action: 'accept', content: { payload: '{"ok": true}' } };
    };
    const helped = await connect({ form });
    const runId = uniqueId('r');
    const { taskId } = await create(helped, 'run_definition', { definition: CI, run_id: runId });
    const result = await tasksOfClient(helped).getTaskResult(taskId, CallToolResultSchema);
    expect(result.structuredContent).toMatchObject({
      status: 'completed',
      output: { w: { signal: { name: 'built', payload: { ok: true }, from: 'ann' } } },
    });
    expect(asked).toEqual([`"The build" (/w) of the run ${runId} waits for the signal "built". Send it?`]);
    const again = await helped.call('run_definition', { definition: CI, wait_seconds: 20 });
    expect(again).toMatchObject({ status: 'completed' });
    await helped.close();
  });

  it('do not ask again who declines, nor whose caller may send no signals, and take a question back that is settled', async () => {
    const runId = uniqueId('r');
    let asked = 0;
    const declining = await connect({
      form: async () => {
        asked += 1;
        return { action: 'decline' };
      },
    });
    const reader = await connect({ form: () => Promise.reject(new Error('asked')) }, { scopes: ['read'] });
    let [isHesitating, isTakenBack] = [false, false];
    const hesitating = await connect({
      form: (_, signal) =>
        new Promise((resolve) => {
          isHesitating = true;
          signal.addEventListener('abort', () => {
            isTakenBack = true;
            resolve({ action: 'cancel' });
          });
        }),
    });
    await agent.call('run_definition', { definition: CI, run_id: runId });
    const waiting = [declining, reader, hesitating].map((one) =>
      one.call('wait_for_run', { run_id: runId, wait_seconds: 20 }),
    );
    await waitFor('they are asked', () => (asked > 0 && isHesitating) || null);
    await agent.call('send_signal', { name: 'built', run_id: runId });
    for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ status: 'completed' });
    expect(asked).toBe(1);
    await waitFor('the question is taken back', () => isTakenBack || null);
    await Promise.all([declining, reader, hesitating].map((one) => one.close()));
  });

  it('hand out the link to a decision, and never decide', async () => {
    const links: string[] = [];
    const url: Person['url'] = async (asked) => {
      links.push(asked.url);
      return { action: 'accept' };
    };
    const form: Person['form'] = () => Promise.reject(new Error('asked for a form'));
    const decideUrl = toDecideUrl('https://flows.test/', 'team');
    const clients = { client: engine.client, tasks: tasksOf(engine), decideUrl };
    const helped = await connect({ url, form }, { clients });
    const runId = uniqueId('r');
    await helped.call('run_definition', { definition: GATE, run_id: runId });
    await engine.taskWith(runId, '/approve', 'waiting');
    const { task_id: taskId } = await agent
      .call('get_run', { run_id: runId, include_tasks: true })
      .then(({ tasks }) => (tasks as JsonObject[])[1] ?? {});
    const waiting = helped.call('wait_for_run', { run_id: runId, wait_seconds: 20 });
    await waitFor('the link is handed out', () => links[0] ?? null);
    expect(links).toEqual([`https://flows.test/approvals/${String(taskId)}?workspace=team`]);
    for (const name of ['mia', 'max']) {
      const decider = await connect(undefined, {
        clients: { client: engine.client, tasks: tasksOf(engine).as({ name, roles: ['pm'] }) },
      });
      const decision = { run_id: runId, task_path: '/approve', decision: 'approve', comment: `by ${name}` };
      const decided = await decider.call('decide', decision);
      expect(decided).toMatchObject(
        name === 'mia'
          ? { decisions: [{ by: 'mia', comment: 'by mia' }], still_needed: '1 more of pm' }
          : { decisions: [{ by: 'mia' }, { by: 'max' }], still_needed: 'nobody' },
      );
      await decider.close();
    }
    expect(await waiting).toMatchObject({ status: 'completed' });
    await helped.close();
  });
});
