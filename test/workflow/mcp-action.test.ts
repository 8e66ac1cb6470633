import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMcpServers } from '../../src/actions/mcp/mcp-servers.js';
import { createSecretSource } from '../../src/actions/secret-source.js';
import type { Engine } from '../support/engine/engine.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import {
  createToolLog,
  startHttpToolServer,
  toStdioEntry,
  type HttpToolServer,
  type ToolLog,
} from '../support/mcp/tool-servers.js';

describe('tasks that call tools of MCP servers', () => {
  let engine: Engine;
  let log: ToolLog;
  let web: HttpToolServer;
  beforeAll(async () => {
    log = createToolLog();
    web = await startHttpToolServer(log);
    engine = await openTestEngine();
    await engine.startWorker({
      secrets: createSecretSource({ env: { TASKWRIGHT_SECRET_TOOLS: 'tools-key-1' } }),
      mcpServers: parseMcpServers({
        mcpServers: {
          program: toStdioEntry(log),
          web: { url: web.url, headers: { authorization: 'Bearer ${{ secrets.TOOLS }}' } },
        },
      }),
    });
  });
  afterAll(async () => {
    await engine.close();
    await web.close();
    log.remove();
  });

  test.each(['program', 'web'])('get what tools of %s return, from a queue and inline', async (server) => {
    const run = await engine.run(`
id: adds
tasks:
  - { id: one, action: mcp, with: { server: ${server}, tool: add, arguments: { a: 1, b: 2 } } }
  - id: two
    action: mcp
    inline: true
    with: { server: ${server}, tool: say, arguments: { texts: ["\${{ string(tasks.one.output.sum) }}", b] } }
    outputs: { first: "\${{ output[0].text }}" }
`);
    expect(run).toMatchObject({ status: 'completed', output: { one: { sum: 3 }, two: { first: '3' } } });
  });

  test('are tried again where a tool reports an error, and fail with its words', async () => {
    const before = log.lines().filter((line) => line === 'failed').length;
    const run = await engine.run(`
id: fails
tasks:
  - id: f
    action: mcp
    with: { server: program, tool: fail, arguments: { words: no such branch } }
    retry: { max_attempts: 2, initial_interval: 10ms }
`);
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'task_failed', message: 'The tool "fail" of the MCP server "program" failed: no such branch' },
      tasks: [{}, { attempt: 2 }],
    });
    expect(log.lines().filter((line) => line === 'failed')).toHaveLength(before + 2);
  });

  test.each([
    ['server', '{ server: other, tool: add }', 'This worker has no MCP server "other".'],
    ['tool', '{ server: web, tool: multiply }', 'The MCP server "web" has no tool "multiply".'],
  ])('fail at once where there is no such %s', async (_, input, message) => {
    const run = await engine.run(`{ id: unknown, tasks: [{ id: u, action: mcp, with: ${input} }] }`);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'not_found' }, tasks: [{}, { attempt: 1 }] });
    expect(run.error?.message).toContain(message);
  });

  test.each([
    ['cancelled', 'program', ''],
    ['timed_out', 'web', 'timeout: 1s, retry: { max_attempts: 1 }'],
  ])('tell the server when they are %s', async (status, server, more) => {
    const before = log.lines().length;
    const { runId } = await engine.start(
      `{ id: hangs, tasks: [{ id: h, action: mcp, with: { server: ${server}, tool: hang }, ${more} }] }`,
    );
    await waitFor('the tool hangs', () => log.lines().slice(before).includes('hanging') || null);
    if (status === 'cancelled') await engine.client.cancel({ runId, by: 'ann' });
    const run = await engine.client.waitForEnd(runId);
    expect(run.tasks[1]).toMatchObject({ path: '/h', status });
    await waitFor('the tool is told', () => log.lines().slice(before).includes('cancelled') || null);
  });
});
