import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { connectAgent, type Agent } from './connect.js';
import { toMcpCommand, type McpCommand } from './mcp-command.js';

let database: TestDatabase;
let command: McpCommand;
let agent: Agent;
let said = '';

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  command = toMcpCommand(database.url);
  const transport = new StdioClientTransport({ ...command, stderr: 'pipe' });
  transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  agent = await connectAgent(transport);
});

afterAll(async () => {
  await agent.close();
  await database.drop();
  command.dispose();
});

test('an agent over stdin and stdout has the tools of the default list, and how to use them', async () => {
  const { tools } = await agent.client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['plan_task', 'execute_task', 'complete_task', 'run_definition']));
  expect(names).not.toContain('batch_create');
  expect(names.filter((name) => name.startsWith('orchestrator_'))).toEqual([]);
  expect(agent.client.getInstructions()).toContain('plan_task');
  expect(agent.client.getServerVersion()).toMatchObject({ name: 'taskwright' });
});

test('a task goes its way over stdin and stdout, also by a tool that is not listed', async () => {
  const { task_id: taskId = null } = await agent.call('plan_task', { title: 'T', description: 'D' });
  await agent.call('execute_task', { task_id: taskId });
  const work = { summary: 'S', detailed_work: 'W', next_action: 'complete' };
  expect(await agent.call('complete_task', { task_id: taskId, ...work })).toMatchObject({ status: 'completed' });
  expect(await agent.call('get_status')).toMatchObject({ task_summary: { total_completed: 1 } });
});

test('a run goes on in the process of the server', async () => {
  const definition = 'id: sum\naction: transform\nwith: { value: "${{ 1 + 2 }}" }';
  expect(await agent.call('run_definition', { definition, wait_seconds: 30 })).toMatchObject({ output: { value: 3 } });
  expect(said).not.toContain('    at ');
});
