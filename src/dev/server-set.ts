import { TaskwrightError } from '../domain/errors.js';
import type { DataDir } from './data-dir.js';
import { endStrays, ensureServer } from './ensure-server.js';
import { readClusterPassword } from './postgres-cluster.js';
import { createPostgresRecipe, POSTGRES_ENDING, toDatabaseUrl, toPostgresMark } from './postgres-server.js';
import { isRunning, type ProcessIdentity } from './process-identity.js';
import { endProcess, type ServerEnding } from './server-process.js';
import {
  createServerState,
  dropDeadHolders,
  isAbandoned,
  readServerState,
  removeServerState,
  writeServerState,
  type ServerState,
} from './server-state.js';
import {
  createTemporalRecipe,
  TEMPORAL_ENDING,
  toTemporalAddress,
  toTemporalMark,
  toUiUrl,
  type TemporalRecipeOptions,
} from './temporal-server.js';

export interface ServerAddresses {
  /** `postgres://…`, with the password; a secret. */
  readonly databaseUrl: string;
  /** `127.0.0.1:7233` */
  readonly temporalAddress: string;
  /** `http://127.0.0.1:8233` */
  readonly uiUrl: string;
}

/** The state of a data folder's servers, the same in memory and on disk. To be used under the lock. */
export interface ServerRegistry {
  readonly state: ServerState;
  update(change: (state: ServerState) => ServerState): void;
}

export function openRegistry(dataDir: DataDir): ServerRegistry {
  const recorded = readServerState(dataDir);
  const isAnyRunning = [recorded?.postgres, recorded?.temporal].some((server) => server && isRunning(server.process));
  let state = createServerState(new Date());
  if (recorded) {
    // What a restart of the computer has ended is not kept any more. Its ports are taken again, for others may know them.
    state = { ...dropDeadHolders(recorded), isKept: recorded.isKept && isAnyRunning };
    if (!isAnyRunning) state.startedAt = new Date().toISOString();
  }
  return {
    get state() {
      return state;
    },
    update(change) {
      state = change(state);
      writeServerState(dataDir, state);
    },
  };
}

/** True when a server had to be started. Leaves nothing running that nobody needs when it fails. */
export async function ensureServers(
  dataDir: DataDir,
  options: TemporalRecipeOptions & { registry: ServerRegistry },
): Promise<boolean> {
  const { registry } = options;
  const { postgres, temporal } = registry.state;
  const results = await Promise.allSettled([
    ensureServer(createPostgresRecipe(dataDir), {
      known: postgres,
      mark: toPostgresMark(dataDir),
      onSpawned: (server) => registry.update((state) => ({ ...state, postgres: server })),
    }),
    ensureServer(createTemporalRecipe(dataDir, options), {
      known: temporal,
      mark: toTemporalMark(dataDir),
      onSpawned: (server) => registry.update((state) => ({ ...state, temporal: server })),
    }),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return results.some((result) => result.status === 'fulfilled' && result.value);
  if (isAbandoned(registry.state)) await stopServers(dataDir, registry.state);
  throw failed.reason;
}

/** False when none ran. */
export async function stopServers(dataDir: DataDir, state: ServerState | null): Promise<boolean> {
  const hasRun = await Promise.all([
    stopServer(state?.postgres, { mark: toPostgresMark(dataDir), ending: POSTGRES_ENDING }),
    stopServer(state?.temporal, { mark: toTemporalMark(dataDir), ending: TEMPORAL_ENDING }),
  ]);
  removeServerState(dataDir);
  return hasRun.includes(true);
}

export function toAddresses(dataDir: DataDir, state: ServerState): ServerAddresses {
  const { postgres, temporal } = state;
  if (!postgres || !temporal)
    throw new TaskwrightError('unavailable', `The servers of ${dataDir.path} are not running.`);
  return {
    databaseUrl: toDatabaseUrl({ port: postgres.ports.postgres, password: readClusterPassword(dataDir) }),
    temporalAddress: toTemporalAddress(temporal.ports),
    uiUrl: toUiUrl(temporal.ports),
  };
}

async function stopServer(
  known: { process: ProcessIdentity } | null | undefined,
  options: { mark: readonly string[]; ending: ServerEnding },
): Promise<boolean> {
  const hasRun = known ? isRunning(known.process) : false;
  if (known) await endProcess(known.process, options.ending);
  return (await endStrays(options.mark, options.ending)) || hasRun;
}
