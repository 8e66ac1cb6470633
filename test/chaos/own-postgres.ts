import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataDir } from '../../src/dev/data-dir.js';
import { readClusterPassword } from '../../src/dev/postgres-cluster.js';
import { createPostgresRecipe, toDatabaseUrl } from '../../src/dev/postgres-server.js';
import { endProcess } from '../../src/dev/server-process.js';
import { startServer } from '../../src/dev/start-server.js';

/** A Postgres of one test alone, which may take it away. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends it as a crash does: nothing is written any more, and the next start recovers. On the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'taskwright-postgres-'));
  const dataDir = createDataDir(join(folder, '.taskwright'));
  const recipe = createPostgresRecipe(dataDir);
  const start = (ports = recipe.preferredPorts) =>
    startServer(recipe, { preferredPorts: ports, timeoutMs: 60_000, onSpawned: () => undefined });
  let server = await start();
  const { ports } = server;
  return {
    url: toDatabaseUrl({ port: ports.postgres, password: readClusterPassword(dataDir) }),
    async restart() {
      await endProcess(server.process, { signal: 'SIGQUIT', graceMs: 20_000 });
      server = await start(ports);
      if (server.ports.postgres !== ports.postgres) throw new Error('Another server has taken the port of Postgres.');
    },
    async close() {
      await endProcess(server.process, recipe.ending);
      // As root the cluster lies elsewhere, where the user of Postgres may enter.
      if (existsSync(dataDir.postgresDir)) rmSync(realpathSync(dataDir.postgresDir), { recursive: true });
      rmSync(folder, { recursive: true });
    },
  };
}
