import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import { uniqueId } from '../support/store-builders.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { connectAgent, type Agent } from './connect.js';
import { startHttpCommand, toMcpCommand } from './mcp-command.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
});

afterAll(() => database.drop());

/** By a server and a worker of its own, in one process, which is killed as soon as it has answered. */
const BY = {
  async stdio(work: (agent: Agent) => Promise<JsonObject>): Promise<JsonObject> {
    const command = toMcpCommand(database.url, '--toolsets', 'all');
    const transport = new StdioClientTransport({ ...command, stderr: 'ignore' });
    const agent = await connectAgent(transport);
    const answer = await work(agent);
    if (transport.pid !== null) process.kill(transport.pid, 'SIGKILL');
    await agent.close();
    command.dispose();
    return answer;
  },
  async http(work: (agent: Agent) => Promise<JsonObject>): Promise<JsonObject> {
    const server = await startHttpCommand(database.url, '--toolsets', 'all');
    const agent = await connectAgent(new StreamableHTTPClientTransport(new URL(server.url)));
    const answer = await work(agent);
    server.process.kill('SIGKILL');
    await agent.close().catch(() => undefined);
    await server.stop();
    return answer;
  },
};

test(
  'tasks and runs lose nothing when server and worker are killed after each step',
  { timeout: 120_000 },
  async () => {
    let steps = 0;
    const call = (tool: string, args: JsonObject): Promise<JsonObject> => {
      steps += 1;
      return BY[steps % 2 === 0 ? 'http' : 'stdio']((agent) => agent.call(tool, args));
    };
    const [root, design, build] = [uniqueId('plan'), uniqueId('design'), uniqueId('build')];
    const runId = uniqueId('killed');
    await call('plan_task', {
      title: 'Plan',
      description: 'Build the thing',
      task_id: root,
      subtasks_json: [
        { title: 'Design', description: 'Think', specialist_type: 'architect', task_id: design },
        { title: 'Build', description: 'Do', dependencies: ['Design'], task_id: build },
      ],
    });
    expect(await call('execute_task', { task_id: design })).toMatchObject({ status: 'in_progress' });
    const work = { summary: 'S', detailed_work: 'The design', next_action: 'complete' };
    expect(await call('complete_task', { task_id: design, ...work })).toMatchObject({
      status: 'completed',
      parent_task_progress: { completed: 1, total: 2, percentage: 50 },
      next_recommended_task: { task_id: build },
    });
    expect(await call('execute_task', { task_id: build })).toMatchObject({
      dependency_results: [{ task_id: design, summary: 'S' }],
    });
    const definition = `{ id: killed, tasks: [{ id: w, kind: wait, signal: go }, { id: t, action: transform, with: { x: 1 } }] }`;
    expect(await call('run_definition', { definition, run_id: runId })).toMatchObject({ run_id: runId });
    await call('send_signal', { name: 'go', run_id: runId });
    expect(await call('wait_for_run', { run_id: runId, wait_seconds: 50 })).toMatchObject({
      status: 'completed',
      output: { t: { x: 1 } },
    });
    await call('complete_task', { task_id: build, ...work });
    expect(await call('get_task_hierarchy', { root_task_id: root, include_statistics: true })).toMatchObject({
      statistics: { completed_tasks: 2 },
    });
  },
);
