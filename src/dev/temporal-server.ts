import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDir } from './data-dir.js';
import { ANY_PORT, isListening } from './free-port.js';
import type { ServerEnding } from './server-process.js';
import type { ExitVerdict, ServerRecipe } from './start-server.js';
import { addSearchAttributes, checkNamespace, setRetention, type SearchAttributes } from './temporal-namespace.js';
import { toDatabaseArguments, toTemporalArguments, type TemporalPorts } from './temporal-settings.js';

export type TemporalPort = keyof TemporalPorts;

/**
 * A graceful stop takes 2.5 s, which it spends waiting for pollers, load balancers and peers. Whoever stops this server
 * is the last to use it, and all that it has acknowledged is in its database, so it is killed long before.
 */
export const TEMPORAL_ENDING: ServerEnding = { signal: 'SIGTERM', graceMs: 300 };

const ANSWER_TIMEOUT_MS = 5_000;

export interface TemporalRecipeOptions {
  readonly findBinary: () => Promise<string>;
  readonly searchAttributes: SearchAttributes;
}

export function createTemporalRecipe(dataDir: DataDir, options: TemporalRecipeOptions): ServerRecipe<TemporalPort> {
  const { findBinary, searchAttributes } = options;
  const databaseFile = toDatabaseFile(dataDir);
  const readyFile = join(dataDir.temporalDir, 'ready');
  return {
    name: 'Temporal',
    logFile: join(dataDir.logsDir, 'temporal.log'),
    preferredPorts: { temporal: 7233, ui: 8233, metrics: ANY_PORT },
    ending: TEMPORAL_ENDING,
    prepare: async () => {
      const binary = await findBinary();
      // A server that was killed while it laid out its database would never start on it again, so one that was never ready is made anew.
      if (!existsSync(readyFile))
        for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
      return (ports) => ({ file: binary, args: toTemporalArguments({ ports, databaseFile }) });
    },
    isUsable: async (ports) => {
      if (!(await isTemporalUsable(ports.temporal, { isNew: !existsSync(readyFile), searchAttributes }))) return false;
      writeFileSync(readyFile, '');
      return true;
    },
    judgeExit: judgeTemporalExit,
  };
}

/**
 * Its services listen on ports that it finds by itself: when another process is quicker to take one, the service that
 * could not listen falls over a nil pointer.
 */
export function judgeTemporalExit(log: string): ExitVerdict {
  if (/address already in use|can't (set|use) .*\bport\b/i.test(log)) return 'port_taken';
  return /nil pointer dereference[\s\S]*grpc\.\(\*Server\)\.Serve/.test(log) ? 'try_again' : 'failed';
}

/** The arguments that only the Temporal server of this data folder has. */
export function toTemporalMark(dataDir: DataDir): string[] {
  return toDatabaseArguments(toDatabaseFile(dataDir));
}

function toDatabaseFile(dataDir: DataDir): string {
  return join(dataDir.temporalDir, 'temporal.db');
}

export function toTemporalAddress(ports: TemporalPorts): string {
  return `127.0.0.1:${ports.temporal}`;
}

export function toUiUrl(ports: TemporalPorts): string {
  return `http://127.0.0.1:${ports.ui}`;
}

/** Asks over gRPC, and sets the namespace up: the first time when the server is new, and whenever something is missing. */
async function isTemporalUsable(
  port: number,
  options: { isNew: boolean; searchAttributes: SearchAttributes },
): Promise<boolean> {
  // Not at the top: the SDK takes a third of a second to load, in which the server comes up.
  const { Connection } = await import('@temporalio/client');
  // A gRPC channel that is refused waits a second before it tries again, so the socket is asked first.
  if (!(await isListening(port))) return false;
  const connection = await Connection.connect({
    address: `127.0.0.1:${port}`,
    connectTimeout: ANSWER_TIMEOUT_MS,
  }).catch(() => null);
  if (!connection) return false;
  try {
    await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, async () => {
      await checkNamespace(connection);
      if (options.isNew) await setRetention(connection);
      await addSearchAttributes(connection, options.searchAttributes);
    });
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
