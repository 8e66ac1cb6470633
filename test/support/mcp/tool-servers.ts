import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createToolServer } from './tool-server.js';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAIN = fileURLToPath(new URL('stdio-main.ts', import.meta.url));

export interface ToolLog {
  readonly file: string;
  lines(): readonly string[];
  remove(): void;
}

/** What a server of tools notes, in the order of what happened. */
export function createToolLog(): ToolLog {
  const folder = mkdtempSync(join(tmpdir(), 'taskwright-tools-'));
  const file = join(folder, 'log');
  return {
    file,
    lines: () => {
      try {
        return readFileSync(file, 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** As `mcpServers` names a program. */
export function toStdioEntry(log: ToolLog): { readonly command: string; readonly args: readonly string[] } {
  return { command: process.execPath, args: ['--import', LOADER, MAIN, log.file] };
}

export interface HttpToolServer {
  readonly url: string;
  /** Of the latest request. */
  headers(): IncomingHttpHeaders;
  /** As after a restart: it knows no session any more. */
  forgetSessions(): void;
  /** Takes all connections away. */
  cut(): void;
  close(): Promise<void>;
}

/** The same tools over Streamable HTTP, with sessions, on 127.0.0.1. */
export async function startHttpToolServer(log: ToolLog): Promise<HttpToolServer> {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  let headers: IncomingHttpHeaders = {};
  const listener = getRequestListener(
    async (request) => {
      const id = request.headers.get('mcp-session-id');
      if (id !== null) return (await sessions.get(id)?.handleRequest(request)) ?? new Response(null, { status: 404 });
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (session) => void sessions.set(session, transport),
      });
      await createToolServer({ log: log.file }).connect(transport);
      return transport.handleRequest(request);
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => {
    headers = incoming.headers;
    void listener(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    headers: () => headers,
    forgetSessions: () => sessions.clear(),
    cut: () => server.closeAllConnections(),
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
    },
  };
}
