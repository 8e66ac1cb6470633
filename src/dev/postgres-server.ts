import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { TaskwrightError } from '../domain/errors.js';
import type { DataDir } from './data-dir.js';
import {
  POSTGRES_DATABASE,
  POSTGRES_USER,
  prepareCluster,
  readClusterPassword,
  toClusterFiles,
} from './postgres-cluster.js';
import { findProcessesByArguments, identifyProcess } from './process-identity.js';
import type { ServerEnding } from './server-process.js';
import type { ExitVerdict, ServerRecipe } from './start-server.js';

export type PostgresPort = 'postgres';

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path has a length limit that a deep project folder exceeds.
  unix_socket_directories: '',
  // Workers, gateways and test runs, each with a pool of its own.
  max_connections: '200',
  // Compiling a query pays off for reports over millions of rows, not here.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** SIGINT is Postgres's fast shutdown: sessions are ended, everything is written. */
export const POSTGRES_ENDING: ServerEnding = { signal: 'SIGINT', graceMs: 20_000 };

export function createPostgresRecipe(dataDir: DataDir): ServerRecipe<PostgresPort> {
  return {
    name: 'Postgres',
    logFile: join(dataDir.logsDir, 'postgres.log'),
    preferredPorts: { postgres: 54329 },
    ending: POSTGRES_ENDING,
    prepare: async () => {
      const cluster = await prepareCluster(dataDir);
      removeForeignLock(cluster.dir);
      return (ports) => ({
        file: cluster.binaries.postgres,
        args: [
          ...toArguments(cluster.dir),
          '-p',
          String(ports.postgres),
          ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        owner: cluster.owner,
      });
    },
    isUsable: (ports) => isPostgresUsable({ port: ports.postgres, password: readClusterPassword(dataDir) }),
    judgeExit: judgePostgresExit,
  };
}

/** The arguments that only the Postgres of this data folder has. */
export function toPostgresMark(dataDir: DataDir): string[] {
  return toArguments(toClusterFiles(dataDir).dir);
}

function toArguments(clusterDir: string): string[] {
  return ['-D', clusterDir];
}

export function toDatabaseUrl(options: { port: number; password: string; database?: string }): string {
  const { port, password, database = POSTGRES_DATABASE } = options;
  return `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** What a server says, or its socket, before it can be used: among them "starting up" and "shutting down". */
const NOT_YET: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
]);
const UNKNOWN_DATABASE = '3D000';

/** Connects, and creates the database the first time. */
async function isPostgresUsable(options: { port: number; password: string }): Promise<boolean> {
  const failure = await query(toDatabaseUrl(options), 'select 1');
  if (failure === null) return true;
  if (NOT_YET.has(failure.code)) return false;
  if (failure.code === UNKNOWN_DATABASE) {
    const url = toDatabaseUrl({ ...options, database: 'postgres' });
    return (await query(url, `create database ${POSTGRES_DATABASE}`)) === null;
  }
  throw new TaskwrightError(
    'unavailable',
    `The embedded Postgres on port ${options.port} refuses the connection: ${failure.message}.`,
    {
      hint: 'If its password file was lost, delete the folder "postgres" of the data folder to begin with an empty database.',
      cause: failure,
    },
  );
}

/** Null when it went well. */
async function query(url: string, statement: string): Promise<(Error & { code?: unknown }) | null> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined, fetch_types: false });
  try {
    await sql.unsafe(statement);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function judgePostgresExit(log: string): ExitVerdict {
  if (/Address already in use/.test(log)) return 'port_taken';
  // The processes of one that was killed are gone a moment after it.
  if (/pre-existing shared memory block|lock file "postmaster\.pid"/.test(log)) return 'try_again';
  return 'failed';
}

/**
 * Removes a lock file whose pid belongs to some other program by now, as after a restart of a container: Postgres would
 * take that for a running server. No server of this cluster runs when this is called.
 */
function removeForeignLock(clusterDir: string): void {
  const lockFile = join(clusterDir, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  const isOurs = findProcessesByArguments(...toArguments(clusterDir)).some((process) => process.pid === pid);
  if (!isOurs && identifyProcess(pid)) rmSync(lockFile);
}
