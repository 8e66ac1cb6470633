import { Client } from '@temporalio/client';
import type { Config } from '../../config/read-config.js';
import { createPostgresStore } from '../../store/postgres-store.js';
import { migrate } from '../../store/postgres/migrate.js';
import type { Io } from '../io.js';
import type { CommandConfig } from './command-config.js';
import { createClients, type Clients } from './create-clients.js';
import { connectLazily, toNamespace } from './connect-temporal.js';
import { leaseServers, type ServerLease, type ServerWish } from './lease-servers.js';

/** What a command that does not host a worker has while it runs. */
export interface Session extends Clients {
  readonly config: Config;
  readonly servers: ServerLease;
  readonly dataDir: string;
}

export interface OpenedSession extends Session {
  close(): Promise<void>;
}

/** A command needs one connection for what it asks, and one while it follows a run. */
const CONNECTIONS = 2;

/** Finds the servers, and joins them as a client. */
export async function openSession(
  options: CommandConfig & { readonly io: Io; readonly wish: ServerWish; readonly maxConnections?: number },
): Promise<OpenedSession> {
  const { config, dataDir, maxConnections = CONNECTIONS } = options;
  const servers = await leaseServers(options);
  try {
    // The database of the embedded servers is ours to keep in step; a user's own is migrated by what hosts a worker.
    if (servers.isEmbedded) await migrate(servers.databaseUrl);
    const store = createPostgresStore({
      url: servers.databaseUrl,
      maxConnections,
      localConnections: 1,
    });
    const connection = await connectLazily(config, servers);
    const temporal = new Client({ connection, namespace: toNamespace(config, servers) });
    const clients = createClients({ temporal, store, config, servers, cwd: options.io.cwd });
    return {
      ...clients,
      config,
      servers,
      dataDir,
      async close() {
        await Promise.all([connection.close(), store.close()]);
        await servers.release();
      },
    };
  } catch (thrown) {
    await servers.release();
    throw thrown;
  }
}
