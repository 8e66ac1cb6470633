import { randomUUID } from 'node:crypto';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createMcpServer, type McpServerOptions } from '../create-mcp-server.js';
import { MAX_MESSAGE_BYTES } from '../message-size.js';

/** Streamable HTTP: what an HTTP server does with requests to `/mcp`. Host, Origin and who asks were checked before. */
export interface McpEndpoint {
  /** `callerId` tells callers apart: a session belongs to whoever began it. */
  handleMcpRequest(
    request: Request,
    caller: { readonly id: string; readonly options: McpServerOptions },
  ): Promise<Response>;
  /** Ends all sessions. */
  close(): Promise<void>;
}

interface McpSession {
  readonly callerId: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly mcp: McpServer;
  usedAt: number;
}

const MAX_SESSIONS = 1_000;
const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;

/** At most 1,000 sessions are kept, each for 30 minutes after its last request; the one that was used longest ago gives way. */
export function createMcpEndpoint({ now = Date.now }: { readonly now?: () => number } = {}): McpEndpoint {
  const sessions = new Map<string, McpSession>();
  const sweep = setInterval(() => void closeIdle(), SWEEP_MS);
  sweep.unref();

  async function closeIdle(): Promise<void> {
    const idle = [...sessions.values()].filter(({ usedAt }) => usedAt < now() - IDLE_MS);
    await Promise.all(idle.map(({ mcp }) => mcp.close()));
  }

  async function open(caller: { readonly id: string; readonly options: McpServerOptions }) {
    if (sessions.size >= MAX_SESSIONS) await closeOldest();
    const mcp = createMcpServer(caller.options);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: MAX_MESSAGE_BYTES,
      onsessioninitialized: (id) => void sessions.set(id, { callerId: caller.id, transport, mcp, usedAt: now() }),
    });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no EventTarget
    transport.onclose = () => void (transport.sessionId !== undefined && sessions.delete(transport.sessionId));
    await mcp.connect(transport);
    return { transport, mcp };
  }

  async function closeOldest(): Promise<void> {
    const [oldest] = [...sessions.values()].toSorted((one, other) => one.usedAt - other.usedAt);
    await oldest?.mcp.close();
  }

  return {
    async handleMcpRequest(request, caller) {
      const id = request.headers.get('mcp-session-id');
      if (id !== null) {
        const session = sessions.get(id);
        if (session === undefined || session.callerId !== caller.id) return sessionNotFound();
        session.usedAt = now();
        return session.transport.handleRequest(request);
      }
      const { transport, mcp } = await open(caller);
      const response = await transport.handleRequest(request);
      // It was no greeting: the transport has said so.
      if (transport.sessionId === undefined) await mcp.close();
      return response;
    },
    async close() {
      clearInterval(sweep);
      await Promise.all([...sessions.values()].map(({ mcp }) => mcp.close()));
    },
  };
}

/** What makes a client begin anew. */
function sessionNotFound(): Response {
  const error = { code: -32_001, message: 'There is no such session: initialize again.' };
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 404 });
}
