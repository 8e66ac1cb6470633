import { Client } from '@temporalio/client';
import type { Action } from '../../actions/action.js';
import type { TaskwrightError } from '../../domain/errors.js';
import { createPostgresStore } from '../../store/postgres-store.js';
import { migrate } from '../../store/postgres/migrate.js';
import type { Io } from '../io.js';
import type { CommandConfig } from './command-config.js';
import { createClients } from './create-clients.js';
import { connectNatively, toNamespace } from './connect-temporal.js';
import { createWorkerSecrets, hostWorker, type HostedWorker } from './host-worker.js';
import { installRuntime } from './install-runtime.js';
import { leaseServers, type ServerLease, type ServerWish } from './lease-servers.js';
import { loadChannels } from './load-channels.js';
import { loadMcpServers } from './load-mcp-servers.js';
import type { OpenedSession } from './open-session.js';
import { untilAvailable } from './until-available.js';

/** A session with a worker in this process, whose connection its client shares. */
export interface HostSession extends OpenedSession {
  readonly worker: HostedWorker;
}

export interface HostSessionOptions extends CommandConfig {
  readonly io: Io;
  readonly wish: ServerWish;
  /** The user's own actions. */
  readonly actions: readonly Action[];
  /** The embedded servers outlive this command. */
  readonly isKept?: boolean;
  /** How long servers may be out of reach at the start. For ever unless said. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Brings up or finds the servers, migrates the database, and starts a worker. */
export async function openHost(options: HostSessionOptions): Promise<HostSession> {
  const { io, config, dataDir, actions, patienceMs, signal } = options;
  installRuntime(io, config);
  const mcpServers = loadMcpServers(config.mcpServersFile);
  const channels = loadChannels(config.channelsFile, { cwd: io.cwd, dataDir });
  const servers = await leaseServers(options);
  const patience = { giveUpAfterMs: patienceMs, signal, onWait: (outage: TaskwrightError) => sayWaiting(io, outage) };
  const closing: (() => Promise<unknown>)[] = [() => servers.release()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    await untilAvailable(() => migrate(servers.databaseUrl), patience);
    const store = createPostgresStore({ url: servers.databaseUrl });
    closing.push(() => store.close());
    const connection = await untilAvailable(() => connectNatively(config, servers), patience);
    closing.push(() => connection.close());
    const namespace = toNamespace(config, servers);
    const secrets = createWorkerSecrets(io, config);
    const worker = await hostWorker({
      config,
      store,
      connection,
      namespace,
      actions,
      mcpServers,
      channels,
      log: io.note,
      secrets,
      cwd: io.cwd,
    });
    closing.push(() => worker.stop());
    const { masker } = await secrets.load();
    const temporal = new Client({ connection, namespace });
    const clients = createClients({
      temporal,
      store,
      config,
      servers,
      cwd: io.cwd,
      isSharedWithWorker: true,
      mask: masker.text,
    });
    return { ...clients, config, servers, dataDir, worker, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function sayWaiting(io: Io, { message }: TaskwrightError): void {
  io.note(`Waiting: ${message}`);
}

export function describeServers(servers: ServerLease): string {
  const { host } = new URL(servers.databaseUrl);
  return `Temporal at ${servers.temporalAddress}, Postgres at ${host}`;
}
