import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDataDir } from '../../dev/data-dir.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { WorkerFlags } from '../session/command-config.js';
import type { Io } from '../io.js';

/** What a worker in the background tells the command that has started it, once. */
export const READY_MESSAGE = 'ready';

/** Starts a worker that outlives this command, and answers its pid when it works. Its words go to a log of the data folder. */
export async function spawnWorker(io: Io, dataDir: string, flags: WorkerFlags): Promise<{ readonly pid: number }> {
  const logFile = join(createDataDir(dataDir).logsDir, 'worker.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, toMain(), ...toArguments(dataDir, flags)], {
    cwd: io.cwd,
    env: { ...io.env, NO_COLOR: '1' },
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('message', (message) => (message === READY_MESSAGE ? resolve() : undefined));
      child.once('error', reject);
      child.once('exit', () => reject(hasNotStarted(logFile)));
    });
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
  return { pid: child.pid ?? 0 };
}

function toMain(): string {
  const isBuilt = import.meta.url.endsWith('.js');
  return fileURLToPath(new URL(`../main.${isBuilt ? 'js' : 'ts'}`, import.meta.url));
}

function toArguments(dataDir: string, { allowShell, allowHosts, mcpServers, actions = [] }: WorkerFlags): string[] {
  return [
    ...['worker', '--managed', '--data-dir', dataDir],
    ...(allowShell ? ['--allow-shell'] : []),
    ...(allowHosts === undefined ? [] : ['--allow-hosts', allowHosts]),
    ...(mcpServers === undefined ? [] : ['--mcp-servers', mcpServers]),
    ...actions.flatMap((file) => ['--actions', file]),
  ];
}

function hasNotStarted(logFile: string): TaskwrightError {
  const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n');
  return new TaskwrightError('unavailable', `The worker in the background did not start:\n${words}`, {
    hint: `Its log is ${logFile}.`,
  });
}
