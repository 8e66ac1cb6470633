import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { TaskwrightError } from '../../domain/errors.js';
import { isGroupRunning, signalGroup } from './group-members.js';
import { createOutputTail, type OutputTail } from './output-tail.js';

export interface ProcessRequest {
  /** A command of `sh`. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const MAX_OUTPUT_BYTES = 1024 * 1024;

/** How long a group has between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000;

const POLL_MS = 10;

/**
 * Runs the command beside a watcher that reads from descriptor 3. Only the worker holds the other end: when the worker
 * dies, however it does, the watcher sees the end of the file and ends the group. The command itself never sees the
 * descriptor. The outer shell waits for both, so that no process is left behind for init to collect.
 */
const SUPERVISOR = `
(read -r _ <&3; trap '' TERM; kill -TERM 0; sleep ${GRACE_MS / 1_000}; kill -KILL 0) </dev/null >/dev/null 2>&1 &
watcher=$!
trap : TERM
sh -c "$1" 3<&-
status=$?
kill "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
`;

/**
 * Settles when the command and everything it left in its group have ended. Rejects with the reason of the signal when that
 * is aborted, with invalid_input for a command that is too long, else with task_failed when it cannot be started.
 */
export async function runInProcessGroup(request: ProcessRequest): Promise<ProcessResult> {
  const { signal } = request;
  signal.throwIfAborted();
  const child = start(request);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdio[3]?.on('error', () => undefined);
  try {
    const exitCode = toExitCode(await once(child, 'exit', { signal }));
    await endGroup(child);
    await Promise.race([closed, delay(GRACE_MS, undefined, { ref: false })]);
    return { exitCode, stdout: stdout.toText(), stderr: stderr.toText() };
  } catch (error) {
    await endGroup(child);
    throw signal.aborted ? signal.reason : toStartError(error);
  } finally {
    for (const stream of child.stdio) stream?.destroy();
  }
}

function start({ command, cwd, env }: ProcessRequest): ChildProcess {
  try {
    return spawn('sh', ['-c', SUPERVISOR, 'sh', command], {
      cwd,
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw toStartError(error);
  }
}

function collect(stream: Readable | null): OutputTail {
  const tail = createOutputTail(MAX_OUTPUT_BYTES);
  stream?.on('data', (chunk: Buffer) => tail.push(chunk));
  return tail;
}

/** SIGTERM to all of the group, and SIGKILL to what is still there after the grace. Nothing to do when it is gone. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  if (await hasGroupEnded(pid)) return;
  signalGroup(pid, 'SIGKILL');
  await hasGroupEnded(pid);
}

/** True as soon as the group has ended, false when it still runs after the grace. */
async function hasGroupEnded(groupId: number): Promise<boolean> {
  const lookUntil = performance.now() + GRACE_MS;
  while (performance.now() < lookUntil) {
    if (!(await isGroupRunning(groupId))) return true;
    await delay(POLL_MS);
  }
  return false;
}

function toExitCode([code, signal]: unknown[]): number {
  if (typeof code === 'number') return code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
  return 128 + number;
}

function toStartError(error: unknown): TaskwrightError {
  if (error instanceof Error && 'code' in error && error.code === 'E2BIG') {
    return new TaskwrightError('invalid_input', 'The command and env of shell are longer than the system takes.', {
      hint: 'Write what is long to a file, or fetch it in the command.',
      isRetryable: false,
      cause: error,
    });
  }
  return new TaskwrightError('task_failed', 'The command of shell could not be started.', {
    isRetryable: true,
    cause: error,
  });
}
