import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { TaskwrightError } from '../domain/errors.js';
import { createDataDir, toDataDir, type DataDir } from './data-dir.js';
import { withFileLock } from './file-lock.js';
import { isListening } from './free-port.js';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { ensureServers, openRegistry, stopServers, toAddresses, type ServerAddresses } from './server-set.js';
import {
  addHolder,
  dropDeadHolders,
  isAbandoned,
  readServerState,
  removeHolder,
  writeServerState,
} from './server-state.js';
import { findTemporalBinary } from './temporal-binary.js';
import type { SearchAttributes } from './temporal-namespace.js';

/** A share in the servers of a data folder. */
export interface EmbeddedServers extends ServerAddresses {
  /** False when they were running already. */
  readonly wasStarted: boolean;
  /** Gives the share back; the last one to do so stops the servers, unless they are kept. May be called twice. */
  release(): Promise<void>;
}

export interface AcquireOptions {
  /** From `findDataDir`. Everything that the servers store stays in it. */
  readonly dataDir: string;
  /** The servers outlive this process and all others, until `stopEmbeddedServers`. */
  readonly isKept?: boolean;
  /** Words for a person about what takes long; the first start on a computer may build Temporal. */
  readonly onProgress?: (line: string) => void;
  /** Added to Temporal's namespace where they are missing. */
  readonly searchAttributes?: SearchAttributes;
  readonly env?: NodeJS.ProcessEnv;
}

export interface ServerReport extends ServerAddresses {
  readonly dataDir: string;
  readonly startedAt: string;
  readonly isKept: boolean;
  /** The processes that use them. */
  readonly holders: readonly { readonly pid: number; readonly since: string }[];
  readonly servers: readonly {
    readonly name: 'Postgres' | 'Temporal';
    readonly pid: number;
    readonly isAnswering: boolean;
  }[];
}

/** Two starts of a minute each, one after the other, and some time to stop. */
const LOCK_TIMEOUT_MS = 180_000;

/**
 * Joins the Postgres and Temporal of a data folder, and starts what does not run or does not answer. The servers are
 * processes of their own: they survive the process that started them, and the one that leaves last ends them. Holders
 * that were killed do not count.
 */
export async function acquireEmbeddedServers(options: AcquireOptions): Promise<EmbeddedServers> {
  const { isKept = false, onProgress = () => undefined, searchAttributes = {}, env = process.env } = options;
  refuseWindows();
  const dataDir = createDataDir(options.dataDir);
  let binary: Promise<string> | undefined;
  const findBinary = () => (binary ??= findTemporalBinary({ env, onProgress }));
  // It may take minutes the first time, which nobody should spend waiting for the lock.
  if (!isTemporalRunning(dataDir)) await findBinary();

  return withServersLock(dataDir, async () => {
    const registry = openRegistry(dataDir);
    const wasStarted = await ensureServers(dataDir, { registry, findBinary, searchAttributes });
    const holder = { id: randomUUID(), process: identifySelf(), since: new Date().toISOString() };
    registry.update((state) => addHolder({ ...state, isKept: state.isKept || isKept }, holder));
    return { ...toAddresses(dataDir, registry.state), wasStarted, release: () => releaseHolder(dataDir, holder.id) };
  });
}

/** Stops the servers of a data folder, whoever uses them. False when none ran. */
export async function stopEmbeddedServers(path: string): Promise<boolean> {
  const dataDir = toDataDir(path);
  if (!existsSync(dataDir.path)) return false;
  return withServersLock(dataDir, () => stopServers(dataDir, readServerState(dataDir)));
}

/** What is on record for a data folder and whether it answers; null when nothing runs. */
export async function readEmbeddedServers(path: string): Promise<ServerReport | null> {
  const dataDir = toDataDir(path);
  const state = readServerState(dataDir);
  const { postgres, temporal } = state ?? {};
  if (!state || !postgres || !temporal) return null;
  const [isPostgresUp, isTemporalUp] = await Promise.all([
    isRunning(postgres.process) && isListening(postgres.ports.postgres),
    isRunning(temporal.process) && isListening(temporal.ports.temporal),
  ]);
  if (!isRunning(postgres.process) && !isRunning(temporal.process)) return null;
  return {
    ...toAddresses(dataDir, state),
    dataDir: dataDir.path,
    startedAt: state.startedAt,
    isKept: state.isKept,
    holders: dropDeadHolders(state).holders.map(({ process, since }) => ({ pid: process.pid, since })),
    servers: [
      { name: 'Postgres', pid: postgres.process.pid, isAnswering: isPostgresUp },
      { name: 'Temporal', pid: temporal.process.pid, isAnswering: isTemporalUp },
    ],
  };
}

async function releaseHolder(dataDir: DataDir, id: string): Promise<void> {
  // Deleted under the servers' feet: nothing is left to lock, and nothing to share.
  if (!existsSync(dataDir.path)) return void (await stopServers(dataDir, null));
  await withServersLock(dataDir, async () => {
    const state = readServerState(dataDir);
    if (!state?.holders.some((holder) => holder.id === id)) return;
    const rest = removeHolder(dropDeadHolders(state), id);
    if (isAbandoned(rest)) await stopServers(dataDir, rest);
    else writeServerState(dataDir, rest);
  });
}

function isTemporalRunning(dataDir: DataDir): boolean {
  const temporal = readServerState(dataDir)?.temporal;
  return temporal ? isRunning(temporal.process) : false;
}

function refuseWindows(): void {
  if (process.platform !== 'win32') return;
  throw new TaskwrightError('unavailable', 'The embedded servers run on Linux and macOS.', {
    hint: 'Use WSL, or set TEMPORAL_ADDRESS and DATABASE_URL to servers of your own.',
  });
}

function identifySelf(): ProcessIdentity {
  const self = identifyProcess(process.pid);
  if (!self) throw new Error('This process cannot be found among the processes of the system.');
  return self;
}

function withServersLock<T>(dataDir: DataDir, work: () => Promise<T>): Promise<T> {
  return withFileLock(
    { path: dataDir.lockFile, timeoutMs: LOCK_TIMEOUT_MS, subject: `the servers of ${dataDir.path}` },
    work,
  );
}
