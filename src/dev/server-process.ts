import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { pollUntil } from './poll-until.js';

/** As whom a process runs; undefined: as ourselves. */
export interface ProcessOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly owner?: ProcessOwner | undefined;
}

/** How a server is asked to end, and how long it may take before it is killed. */
export interface ServerEnding {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

export interface ServerProcess {
  readonly identity: ProcessIdentity;
  hasExited(): boolean;
  /** The last lines that this process wrote. */
  readLogTail(): string;
}

const MAX_LOG_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4 * 1024;

/**
 * Starts a server that outlives this process: in a process group of its own, so that Ctrl-C in the terminal does not
 * reach it, and with its output in a file. `onSpawned` is called before anything else can happen, so that a server is
 * on record even if this process is killed a moment later.
 */
export async function spawnServer(
  command: ServerCommand,
  options: { logFile: string; onSpawned: (identity: ProcessIdentity) => void },
): Promise<ServerProcess> {
  const { logFile, onSpawned } = options;
  rotateLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  const child = spawn(command.file, command.args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: toServerEnvironment(command.env),
    ...command.owner,
  });
  closeSync(log);
  const identity = child.pid === undefined ? null : identifyProcess(child.pid);
  if (identity) onSpawned(identity);
  let hasExited = false;
  child.once('exit', () => (hasExited = true));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  return {
    identity: identity ?? { pid: child.pid ?? 0, startTag: '' },
    hasExited: () => hasExited || identity === null,
    readLogTail: () => readTail(logFile, logStart),
  };
}

/** Asks a process to end, waits until it is gone, and kills it if the grace is over. */
export async function endProcess(identity: ProcessIdentity, ending: ServerEnding): Promise<void> {
  const hasEnded = () => (isRunning(identity) ? undefined : true);
  if (hasEnded()) return;
  sendSignal(identity.pid, ending.signal);
  if (await pollUntil(hasEnded, { timeoutMs: ending.graceMs, maxPauseMs: 25 })) return;
  sendSignal(identity.pid, 'SIGKILL');
  await pollUntil(hasEnded, { timeoutMs: 10_000, maxPauseMs: 25 });
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A server gets nothing of our environment that it does not need: TEMPORAL_* and PG* would change what it does, and secrets are none of its business. */
function toServerEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), TZ: 'UTC', LC_ALL: 'C', ...extra };
}

function rotateLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.old`);
}

function readTail(logFile: string, from: number): string {
  const file = openSync(logFile, 'r');
  try {
    const end = statSync(logFile).size;
    const start = Math.max(from, end - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, end - start));
    readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trim();
  } finally {
    closeSync(file);
  }
}
