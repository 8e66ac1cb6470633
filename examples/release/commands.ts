import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Servers } from '../support/servers.js';

/** The command line, as a person in a terminal uses it. */
export interface Commands {
  /** Runs a command to its end and answers what it prints to stdout. Throws when it fails. */
  run(...words: string[]): Promise<string>;
  /** A worker in a process of its own; resolves when it works. */
  startWorker(...words: string[]): Promise<ChildProcess>;
}

/** Of its own: no other worker on these servers can take the work over. */
export const TASK_QUEUE = 'release-demo';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export function createCommands({ databaseUrl, temporalAddress, uiUrl, dataDir }: Servers): Commands {
  const where =
    dataDir === null
      ? { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, ...(uiUrl && { TASKWRIGHT_UI_URL: uiUrl }) }
      : { TASKWRIGHT_DATA_DIR: dataDir };
  const env = { ...process.env, ...where, TASKWRIGHT_TASK_QUEUE: TASK_QUEUE };

  const start = (words: readonly string[]): ChildProcess =>
    spawn(process.execPath, [...process.execArgv, MAIN, ...words], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  return {
    async run(...words) {
      const child = start(words);
      const [said, warned] = [collect(child, 'stdout'), collect(child, 'stderr')];
      const [exitCode] = (await once(child, 'close')) as [number | null];
      if (exitCode === 0) return said();
      throw new Error(`taskwright ${words.join(' ')} ended with ${exitCode}.\n${warned()}`);
    },
    async startWorker(...words) {
      const worker = start(['worker', ...words]);
      const warned = collect(worker, 'stderr');
      await new Promise<void>((resolve, reject) => {
        worker.stderr?.on('data', () => (warned().includes('Working on') ? resolve() : undefined));
        worker.once('exit', () => reject(new Error(`The worker did not start.\n${warned()}`)));
      });
      return worker;
    },
  };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
