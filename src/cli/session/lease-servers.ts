import { existsSync } from 'node:fs';
import { toServerAddresses } from '../../config/read-config.js';
import { toDataDir } from '../../dev/data-dir.js';
import { acquireEmbeddedServers, readEmbeddedServers } from '../../dev/embedded-servers.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { Io } from '../io.js';
import type { CommandConfig } from './command-config.js';

/** The Temporal and Postgres that a command works with. */
export interface ServerLease {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly uiUrl: string | null;
  /** Taskwright's own, in the data folder; else the user's. */
  readonly isEmbedded: boolean;
  /** They were not running before, and stop at the end unless others join. */
  readonly wasStarted: boolean;
  /** Gives the share in embedded servers back. */
  release(): Promise<void>;
}

/**
 * What a command does about embedded servers that do not run:
 * - `start`: bring them up;
 * - `look`: bring them up if something was ever stored, for commands that only read;
 * - `join`: refuse, for commands that are of no use unless someone else works on runs.
 */
export type ServerWish = 'start' | 'look' | 'join';

export interface LeaseOptions extends CommandConfig {
  readonly io: Io;
  readonly wish: ServerWish;
  /** The servers outlive this command. */
  readonly isKept?: boolean;
}

/** Throws unavailable when nothing runs (`join`), not_found when nothing was ever stored (`look`). */
export async function leaseServers(options: LeaseOptions): Promise<ServerLease> {
  const { config, dataDir, io, wish, isKept = false } = options;
  const own = toServerAddresses(config);
  if (own !== null) {
    return { ...own, uiUrl: config.uiUrl, isEmbedded: false, wasStarted: false, release: async () => undefined };
  }
  if (wish === 'look' && hasNothingStored(options)) throw nothingStored(dataDir);
  if (wish !== 'look' && (await readEmbeddedServers(dataDir)) === null) {
    if (wish === 'join') throw nothingRuns(dataDir);
    io.note(`Starting Temporal and Postgres (data in ${dataDir}) …`);
  }
  const servers = await acquireEmbeddedServers({ dataDir, isKept, env: { ...io.env }, onProgress: io.note });
  const { databaseUrl, temporalAddress, uiUrl, wasStarted } = servers;
  return {
    databaseUrl,
    temporalAddress,
    uiUrl: config.uiUrl ?? uiUrl,
    isEmbedded: true,
    wasStarted,
    release: () => servers.release(),
  };
}

/** Whether the command is to use embedded servers that have never run. */
export function hasNothingStored({ config, dataDir }: CommandConfig): boolean {
  return toServerAddresses(config) === null && !existsSync(toDataDir(dataDir).postgresDir);
}

export function nothingRuns(dataDir: string): TaskwrightError {
  return new TaskwrightError('unavailable', `Nothing is running in ${dataDir}.`, {
    hint: 'Start it with "taskwright up" (or "taskwright up --detach"), or name another folder with --data-dir.',
  });
}

function nothingStored(dataDir: string): TaskwrightError {
  return new TaskwrightError('not_found', `Nothing has been stored in ${dataDir} yet.`, {
    hint: 'Go to the folder where the run was started, or name its data folder with --data-dir.',
  });
}
