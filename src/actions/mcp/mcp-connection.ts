import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import type { Agent } from 'undici';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { findUrlProblem } from '../http/http-input.js';
import { createOutputTail } from '../shell/output-tail.js';
import { createGuardedFetch } from './guarded-fetch.js';
import type { FilledServer } from './fill-references.js';
import type { HttpMcpServer, StdioMcpServer } from './mcp-servers.js';

export interface ToolRequest {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The same for every attempt. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** A client of one server, shared by all calls. */
export interface McpConnection {
  /** Throws what the SDK throws; the reason of the signal when it is aborted, of which the server is told. */
  callTool(request: ToolRequest): Promise<CallToolResult>;
  listTools(signal: AbortSignal): Promise<readonly string[]>;
  isOpen(): boolean;
  /** The end of what a program has said on stderr. */
  lastWords(): string;
  readonly credentials: readonly string[];
  close(): Promise<void>;
}

/** A server that could not be reached. */
export class McpConnectError extends Error {
  override readonly name = 'McpConnectError';
  readonly lastWords: string;

  constructor(lastWords: string, cause: unknown) {
    super('The connection failed', { cause });
    this.lastWords = lastWords;
  }
}

/** A program may have to be fetched first, by npx for one. */
const CONNECT_TIMEOUT_MS = 60_000;
const LIST_TIMEOUT_MS = 10_000;
const MAX_PAGES = 50;
/** The signal of the attempt is what ends a call. */
const NO_TIMEOUT_MS = 2_147_483_647;
const STDERR_BYTES = 4_096;
const TERMINATE_MS = 1_000;

export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Under which a call carries its own name and the idempotency key of its task. */
const CALL_META = 'taskwright/call';
const KEY_META = 'taskwright/idempotency-key';

/** Throws McpConnectError, and invalid_input for a URL that cannot be called. */
export async function openMcpConnection({ config, credentials }: FilledServer, agent: Agent): Promise<McpConnection> {
  const client = new Client({ name: 'taskwright', version: '1' });
  const stderr = createOutputTail(STDERR_BYTES);
  const unanswered = new Map<string, () => void>();
  const transport =
    'url' in config
      ? toHttp(config, agent, (sent) => giveUp(sent, unanswered))
      : toStdio(config, (chunk) => stderr.push(chunk));
  let isOpen = true;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no EventTarget
  client.onclose = () => (isOpen = false);
  try {
    await client.connect(transport, { timeout: CONNECT_TIMEOUT_MS });
  } catch (thrown) {
    throw new McpConnectError(stderr.toText().trim(), thrown);
  }
  let calls = 0;
  return {
    credentials,
    isOpen: () => isOpen,
    lastWords: () => stderr.toText().trim(),
    async callTool({ tool, arguments: given, idempotencyKey, signal }) {
      calls += 1;
      const id = String(calls);
      const unansweredError = new Promise<never>((_, reject) => {
        unanswered.set(id, () => reject(new McpError(ErrorCode.ConnectionClosed, 'Connection closed')));
      });
      unansweredError.catch(() => undefined);
      const params = {
        name: tool,
        arguments: { ...given },
        _meta: { [CALL_META]: id, [KEY_META]: idempotencyKey },
      };
      const options = { signal, timeout: NO_TIMEOUT_MS };
      try {
        const answer = client.request({ method: 'tools/call', params }, CallToolResultSchema, options);
        return await Promise.race([answer, unansweredError]);
      } finally {
        unanswered.delete(id);
      }
    },
    async listTools(signal) {
      const names: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const params = cursor === undefined ? {} : { cursor };
        const options = { signal, timeout: LIST_TIMEOUT_MS };
        const listed = await client.request({ method: 'tools/list', params }, ListToolsResultSchema, options);
        names.push(...listed.tools.map(({ name }) => name));
        cursor = listed.nextCursor;
        if (cursor === undefined) break;
      }
      return names;
    },
    async close() {
      if (isOpen && transport instanceof StreamableHTTPClientTransport) {
        // A server that is gone keeps nobody waiting.
        const patience = new Promise<void>((resolve) => setTimeout(resolve, TERMINATE_MS).unref());
        await Promise.race([transport.terminateSession().catch(() => undefined), patience]);
      }
      await client.close();
    },
  };
}

function toStdio(config: StdioMcpServer, onStderr: (chunk: Buffer) => void): StdioClientTransport {
  const { command, args, env, cwd } = config;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    stderr: 'pipe',
    maxBufferSize: MAX_MESSAGE_BYTES,
    ...(cwd === undefined ? {} : { cwd }),
  });
  transport.stderr?.on('data', onStderr);
  return transport;
}

function toHttp(
  { url, headers }: HttpMcpServer,
  agent: Agent,
  onAnswerEnd: (sent: string) => void,
): StreamableHTTPClientTransport {
  const problem = findUrlProblem(url);
  if (problem !== null) {
    throw new TaskwrightError('invalid_input', `The url of the MCP server cannot be called: ${problem}.`, {
      isRetryable: false,
    });
  }
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    fetch: createGuardedFetch(agent, onAnswerEnd),
  });
}

/** The stream that was to answer a call has ended: unless the answer was its last event, there will be none. */
function giveUp(sent: string, unanswered: ReadonlyMap<string, () => void>): void {
  const id = readCallId(sent);
  // The last event is read after the end of the stream is known.
  if (id !== null) setTimeout(() => unanswered.get(id)?.(), 100).unref();
}

const sentCall = z.object({ params: z.object({ _meta: z.object({ [CALL_META]: z.string() }) }) });

function readCallId(sent: string): string | null {
  const { data } = sentCall.safeParse(JSON.parse(sent));
  return data?.params['_meta'][CALL_META] ?? null;
}
