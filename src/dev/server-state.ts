import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { TaskwrightError } from '../domain/errors.js';
import type { DataDir } from './data-dir.js';
import { isRunning } from './process-identity.js';

const processSchema = z.object({ pid: z.int().positive(), startTag: z.string() });

const stateSchema = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime(),
  /** Kept servers outlive their last holder; only `down` ends them. */
  isKept: z.boolean(),
  postgres: z.object({ process: processSchema, ports: z.object({ postgres: z.int() }) }).nullable(),
  temporal: z
    .object({ process: processSchema, ports: z.object({ temporal: z.int(), ui: z.int(), metrics: z.int() }) })
    .nullable(),
  holders: z.array(z.object({ id: z.string(), process: processSchema, since: z.iso.datetime() })),
});

/**
 * Which servers run for a data folder and who uses them, as it stands in `servers.json`. The servers belong to this
 * file and not to the process that started them. Read and written under the data folder's lock, except for reports.
 */
export type ServerState = z.infer<typeof stateSchema>;
export type Holder = ServerState['holders'][number];

export function createServerState(startedAt: Date): ServerState {
  return { format: 1, startedAt: startedAt.toISOString(), isKept: false, postgres: null, temporal: null, holders: [] };
}

export function readServerState(dataDir: DataDir): ServerState | null {
  let text: string;
  try {
    text = readFileSync(dataDir.stateFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw toStateError(dataDir, error);
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw toStateError(dataDir, error);
  }
}

/** Replaces the file in one step: a reader sees the old or the new one, and a process killed here leaves the old one. */
export function writeServerState(dataDir: DataDir, state: ServerState): void {
  const temporary = `${dataDir.stateFile}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, dataDir.stateFile);
}

export function removeServerState(dataDir: DataDir): void {
  rmSync(dataDir.stateFile, { force: true });
}

/** Without the holders whose process is gone: one that was killed could not leave. */
export function dropDeadHolders(state: ServerState, isAlive = isRunning): ServerState {
  return { ...state, holders: state.holders.filter((holder) => isAlive(holder.process)) };
}

export function addHolder(state: ServerState, holder: Holder): ServerState {
  return { ...state, holders: [...state.holders, holder] };
}

export function removeHolder(state: ServerState, id: string): ServerState {
  return { ...state, holders: state.holders.filter((holder) => holder.id !== id) };
}

/** Whether nobody is left who needs the servers. */
export function isAbandoned(state: ServerState): boolean {
  return !state.isKept && state.holders.length === 0;
}

function toStateError(dataDir: DataDir, cause: unknown): TaskwrightError {
  return new TaskwrightError('unavailable', `${dataDir.stateFile}, which says what servers run, cannot be read.`, {
    hint: 'If another version of Taskwright or another user wrote it, stop the servers with that; else end the processes it names and delete it.',
    cause,
  });
}
