import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ActionContext } from '../../../src/actions/action.js';
import { createMcpAction, type McpAction, type McpActionOptions } from '../../../src/actions/mcp.js';
import { parseMcpServers } from '../../../src/actions/mcp/mcp-servers.js';
import { createSecretSource } from '../../../src/actions/secret-source.js';
import {
  createToolLog,
  startHttpToolServer,
  toStdioEntry,
  type HttpToolServer,
  type ToolLog,
} from '../../support/mcp/tool-servers.js';
import { actionContext } from './action-context.js';
import { startLoopbackServer } from './loopback-server.js';

interface Tools {
  readonly action: McpAction;
  readonly log: ToolLog;
  call(tool: string, args?: object, context?: Partial<ActionContext>): Promise<unknown>;
}

function open(entry: (log: ToolLog) => object, options: Partial<McpActionOptions> = {}): Tools {
  const log = createToolLog();
  const action = createMcpAction({
    servers: parseMcpServers({ mcpServers: { tools: entry(log) } }),
    secrets: createSecretSource({ env: {} }),
    allowHosts: ['127.0.0.1'],
    ...options,
  });
  onTestFinished(async () => {
    await action.close();
    log.remove();
  });
  const call: Tools['call'] = (tool, args = {}, context = {}) =>
    action.run({ server: 'tools', tool, arguments: args }, actionContext(context));
  return { action, log, call };
}

async function overHttp(
  options: Partial<McpActionOptions> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Tools & { readonly server: HttpToolServer }> {
  const log = createToolLog();
  const server = await startHttpToolServer(log);
  onTestFinished(async () => {
    await server.close();
    log.remove();
  });
  return { ...open(() => ({ url: server.url, headers }), options), log, server };
}

describe('mcp over stdio', () => {
  it('puts out structured content, a text, JSON that is a text, or all content', async () => {
    const { call, log } = open(toStdioEntry);
    expect(await call('add', { a: 1, b: 2 })).toEqual({ sum: 3 });
    expect(await call('say', { texts: ['hello'] })).toBe('hello');
    expect(await call('say', { texts: ['{"a":[1]}'] })).toEqual({ a: [1] });
    expect(await call('say', { texts: ['12'] })).toBe('12');
    expect(await call('say', { texts: ['{no json'] })).toBe('{no json');
    expect(await call('say', { texts: [] })).toBe(null);
    expect(await call('say', { texts: ['a', 'b'] })).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]);
    expect(await call('key')).toBe('r1/a');
    expect(log.lines()).toEqual(['started']);
  });

  it('fails for another try where a tool reports an error, and for good where there is no such tool', async () => {
    const { call } = open(toStdioEntry);
    await expect(call('fail', { words: 'no such branch' })).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: true,
      message: 'The tool "fail" of the MCP server "tools" failed: no such branch',
    });
    await expect(call('sum', { a: 1 })).rejects.toMatchObject({
      code: 'not_found',
      isRetryable: false,
      message: expect.stringContaining('The MCP server "tools" has no tool "sum".'),
      hint: 'It has add, say, variable, key, fail, hang, exit, long.',
    });
    await expect(call('fail', { words: 'y'.repeat(600) })).rejects.toThrow(/failed: y{500}…$/);
  });

  it('tells the server when the attempt is aborted, and goes on with the same server', async () => {
    const { call, log } = open(toStdioEntry);
    const abort = new AbortController();
    const hanging = call('hang', {}, { signal: abort.signal });
    await vi.waitFor(() => expect(log.lines()).toEqual(['started', 'hanging']), 10_000);
    const reason = new Error('the time is up');
    abort.abort(reason);
    await expect(hanging).rejects.toBe(reason);
    expect(await call('say', { texts: ['still here'] })).toBe('still here');
    expect(log.lines()).toEqual(['started', 'hanging', 'cancelled']);
  });

  it('says what a program said last that ended, and starts it again', async () => {
    const { call, log } = open(toStdioEntry);
    await expect(call('exit')).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: true,
      message:
        'The tool "exit" of the MCP server "tools" did not answer: the connection was closed. Its server said last: out of memory',
    });
    expect(await call('add', { a: 1, b: 1 })).toEqual({ sum: 2 });
    expect(log.lines()).toEqual(['started', 'exiting', 'started']);
  });

  it('says that a command is not there, and why a program did not start', async () => {
    const { call } = open(() => ({ command: 'no-such-command-here' }));
    await expect(call('add')).rejects.toMatchObject({
      isRetryable: true,
      message: expect.stringMatching(/command was not found\.$/),
    });
    const { call: callBroken } = open(() => ({
      command: process.execPath,
      args: ['-e', 'throw new Error("no licence")'],
    }));
    await expect(callBroken('add')).rejects.toThrow('no licence');
  });

  it('closes what nobody has used for a while', async () => {
    const { call, log } = open(toStdioEntry, { idleMs: 1 });
    expect(await call('add', { a: 1, b: 1 })).toEqual({ sum: 2 });
    await vi.waitFor(async () => {
      await call('add', { a: 1, b: 1 });
      expect(log.lines().length).toBeGreaterThan(1);
    }, 15_000);
  });

  it('fills in secrets and the environment, passes nothing else on, and masks what came from there', async () => {
    const { call } = open(
      (log) => ({
        ...toStdioEntry(log),
        env: {
          TOKEN: 'Bearer ${{ secrets.KEY }}',
          OTHER: '${FROM_ENV}',
          ALSO: '$FROM_ENV-x',
          PLAIN: '$$5',
          FOLDER: '$HOME',
        },
      }),
      {
        secrets: createSecretSource({ env: { TASKWRIGHT_SECRET_KEY: 'k-123456' } }),
        env: { FROM_ENV: 'e-987654', HIDDEN: 'hidden', HOME: '/home/worker' },
      },
    );
    const mask = (text: string): string => text.replaceAll('k-123456', '<secret>');
    expect(await call('variable', { name: 'TOKEN' })).toBe('Bearer k-123456');
    expect(await call('variable', { name: 'OTHER' })).toBe('***');
    expect(await call('variable', { name: 'ALSO' })).toBe('***-x');
    expect(await call('variable', { name: 'PLAIN' })).toBe('$5');
    expect(await call('variable', { name: 'FOLDER' })).toBe('/home/worker');
    expect(await call('variable', { name: 'HIDDEN' })).toBe('');
    await expect(call('fail', { words: 'wrong key k-123456 of e-987654' }, { mask })).rejects.toThrow(
      'failed: wrong key <secret> of ***',
    );
  });

  it('refuses for good what refers to nothing, and servers that are not configured', async () => {
    const { call, action } = open((log) => ({ ...toStdioEntry(log), env: { A: '$NOT_SET' } }), { env: {} });
    await expect(call('add')).rejects.toMatchObject({
      code: 'invalid_input',
      isRetryable: false,
      message: 'The MCP server "tools" needs the environment variable NOT_SET, which the worker does not have.',
    });
    await expect(action.run({ server: 'other', tool: 'add' }, actionContext())).rejects.toMatchObject({
      code: 'not_found',
      isRetryable: false,
      message: 'This worker has no MCP server "other".',
      hint: 'It has tools; others are added to the file of TASKWRIGHT_MCP_SERVERS or --mcp-servers.',
    });
    await expect(action.run({ server: 'tools' }, actionContext())).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('refuses a result of more than 8 MiB', async () => {
    const { call } = open(toStdioEntry);
    await expect(call('long', { length: 9 * 1024 * 1024 })).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: false,
      message: 'The tool "long" of the MCP server "tools" returned more than 8 MiB, which is the limit of mcp.',
    });
  });
});

describe('mcp over HTTP', () => {
  it('calls tools in one session, with its headers, and begins another one after the server has forgotten it', async () => {
    const { call, log, server } = await overHttp(
      { secrets: createSecretSource({ env: { TASKWRIGHT_SECRET_KEY: 'k-123456' } }) },
      { authorization: 'Bearer ${{ secrets.KEY }}' },
    );
    expect(await Promise.all([call('add', { a: 1, b: 2 }), call('say', { texts: ['hi'] })])).toEqual([
      { sum: 3 },
      'hi',
    ]);
    expect(server.headers()['authorization']).toBe('Bearer k-123456');
    server.forgetSessions();
    expect(await call('add', { a: 2, b: 2 })).toEqual({ sum: 4 });
    expect(log.lines()).toEqual(['started', 'started']);
  });

  it('refuses an address that is closed to actions', async () => {
    const { call } = await overHttp({ allowHosts: [] });
    await expect(call('add', { a: 1, b: 2 })).rejects.toMatchObject({
      code: 'forbidden',
      isRetryable: false,
      message: expect.stringMatching(/^http may not reach 127\.0\.0\.1:\d+: it is an address of this machine\.$/),
      hint: 'Add it to TASKWRIGHT_ALLOW_HOSTS or --allow-hosts.',
    });
  });

  it('tells the server when the attempt is aborted', async () => {
    const { call, log } = await overHttp();
    const abort = new AbortController();
    const hanging = call('hang', {}, { signal: abort.signal });
    await vi.waitFor(() => expect(log.lines()).toContain('hanging'), 10_000);
    abort.abort(new Error('cancelled by ann'));
    await expect(hanging).rejects.toThrow('cancelled by ann');
    await vi.waitFor(() => expect(log.lines()).toContain('cancelled'), 10_000);
  });

  it('fails for another try when the connection is cut before the answer', async () => {
    const { call, log, server } = await overHttp();
    const hanging = call('hang');
    await vi.waitFor(() => expect(log.lines()).toContain('hanging'), 10_000);
    server.cut();
    await expect(hanging).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: true,
      message: 'The tool "hang" of the MCP server "tools" did not answer: the connection was closed.',
    });
    expect(await call('add', { a: 1, b: 2 })).toEqual({ sum: 3 });
  });

  it.each([
    [401, false],
    [400, false],
    [503, true],
  ])('fails with the status %i that a server answers', async (status, isRetryable) => {
    const server = await startLoopbackServer((_, response) => response.writeHead(status).end('{}'));
    const { call } = open(() => ({ url: `${server.url}/mcp` }));
    await expect(call('add')).rejects.toMatchObject({
      code: 'task_failed',
      httpStatus: status,
      isRetryable,
      message: `The tool "add" of the MCP server "tools" could not be called: its server answered ${status}.`,
    });
  });
});

describe('the file of MCP servers', () => {
  it.each([
    ['nothing', {}, 'The file of MCP servers has no "mcpServers".'],
    [
      'a name that is no id',
      { mcpServers: { 'a b': { command: 'x' } } },
      'The file of MCP servers calls a server "a b".',
    ],
    ['neither', { mcpServers: { a: {} } }, 'The file of MCP servers must give "a" either a command or a url.'],
    [
      'both',
      { mcpServers: { a: { command: 'x', url: 'y' } } },
      'The file of MCP servers must give "a" either a command or a url.',
    ],
    [
      'another transport',
      { mcpServers: { a: { type: 'sse', url: 'y' } } },
      'The file of MCP servers is wrong about "a": type: ',
    ],
    [
      'a list of env',
      { mcpServers: { a: { command: 'x', env: ['A=1'] } } },
      'The file of MCP servers is wrong about "a": env: ',
    ],
  ])('is refused with %s', (_, file, message) => {
    expect(() => parseMcpServers(file)).toThrow(message);
  });

  it('may be that of another client', () => {
    expect(
      parseMcpServers({
        mcpServers: {
          files: { type: 'stdio', command: 'npx', args: ['-y', 'files'], autoApprove: ['read'] },
          search: { type: 'http', url: 'https://search.example/mcp', headers: { a: 'b' } },
          old: { command: 'x', disabled: true },
        },
      }),
    ).toEqual(
      new Map<string, object>([
        ['files', { type: 'stdio', command: 'npx', args: ['-y', 'files'], env: {} }],
        ['search', { type: 'http', url: 'https://search.example/mcp', headers: { a: 'b' } }],
      ]),
    );
  });
});
