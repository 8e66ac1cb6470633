import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import { TaskwrightError } from '../domain/errors.js';
import { createMcpEndpoint } from '../mcp/http/mcp-endpoint.js';
import { createApp } from './create-app.js';
import type { Gateway } from './gateway.js';
import { createRunStreams } from './pages/run-stream.js';
import type { SecretReader } from './routes/webhooks.js';

export interface RunningGateway {
  /** `http://127.0.0.1:7420` */
  readonly url: string;
  /** Lets requests that are under way end, for ten seconds at most. */
  stop(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Take another port when that one is taken. */
  readonly mayMove: boolean;
}

const SWEEP_EVERY_MS = 60_000;
const GRACE_MS = 10_000;

/** Listens, and delivers what was kept while it could not be delivered. Throws conflict when the port is taken. */
export async function startGateway(
  gateway: Gateway,
  { listen, readSecrets }: { readonly listen: ListenOptions; readonly readSecrets: SecretReader },
): Promise<RunningGateway> {
  const mcp = createMcpEndpoint({ now: gateway.now });
  const streams = createRunStreams();
  const app = createApp(gateway, { readSecrets, mcp, streams });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: 60_000, headersTimeout: 10_000 },
  });
  if (!isHttpServer(server)) throw new TaskwrightError('internal', 'The gateway speaks HTTP/1.1.');
  await open(server, listen);
  const sweep = (): void => {
    gateway.inbox.sweep().catch((thrown: unknown) => {
      gateway.log({ level: 'warn', message: thrown instanceof Error ? thrown.message : 'The inbox was not swept.' });
    });
  };
  sweep();
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS);
  return {
    url: toUrl(server),
    async stop() {
      clearInterval(sweeping);
      await mcp.close();
      streams.close();
      await close(server);
    },
  };
}

function isHttpServer(server: object): server is Server {
  return 'closeIdleConnections' in server && 'listen' in server;
}

async function open(server: Server, { host, port, mayMove }: ListenOptions): Promise<void> {
  try {
    await listenOn(server, host, port);
  } catch (thrown) {
    const isTaken = thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
    if (isTaken && mayMove) return listenOn(server, host, 0);
    if (!isTaken) {
      throw new TaskwrightError('invalid_input', `Nobody can listen on ${host}:${port}.`, {
        hint: 'Name an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.',
        cause: thrown,
      });
    }
    throw new TaskwrightError('conflict', `The port ${port} of ${host} is taken.`, {
      hint: 'Name another one with --port, or stop what listens there.',
    });
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function toUrl(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const ending = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(ending);
      resolve();
    });
    server.closeIdleConnections();
  });
}
