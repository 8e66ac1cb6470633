import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { TaskwrightError } from '../../domain/errors.js';
import type { McpServerOptions } from '../../mcp/create-mcp-server.js';
import { isLocalRequest } from '../../mcp/http/local-request.js';
import { createMcpEndpoint } from '../../mcp/http/mcp-endpoint.js';
import type { Io } from '../io.js';

const DEFAULT_PORT = '7391';
const HOST = '127.0.0.1';
const PATH = '/mcp';

export interface ServeHttpOptions {
  readonly port: string | undefined;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** For programs of this machine, until it is told to stop. Everybody on it acts in the same name. */
export async function serveHttp(options: McpServerOptions, { port, io, signal }: ServeHttpOptions): Promise<void> {
  const endpoint = createMcpEndpoint();
  const listener = getRequestListener(
    async (request) => {
      if (!isLocalRequest(request.headers)) return new Response('Only for this machine.', { status: 403 });
      if (new URL(request.url).pathname !== PATH) return new Response(`MCP is at ${PATH}.`, { status: 404 });
      return endpoint.handleMcpRequest(request, { id: 'local', options });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(toPort(port ?? DEFAULT_PORT), HOST);
  try {
    await once(server, 'listening', { signal }).catch((thrown: unknown) => {
      throw signal.aborted ? thrown : cannotListen(port ?? DEFAULT_PORT, thrown);
    });
    io.note(`MCP at http://${HOST}:${toAddress(server.address()).port}${PATH}. Stop it with Ctrl-C.`);
    await once(server, 'close', { signal });
  } finally {
    await endpoint.close();
    server.close();
    server.closeAllConnections();
  }
}

function toPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new TaskwrightError('invalid_input', `--port does not take "${text.slice(0, 40)}".`, {
    hint: 'Write a number from 0 (any free one) to 65535.',
  });
}

function toAddress(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address.');
  return address;
}

function cannotListen(port: string, cause: unknown): TaskwrightError {
  return new TaskwrightError('unavailable', `The port ${port} cannot be used.`, {
    hint: 'Name another one with --port.',
    cause,
  });
}
