import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '../../../src/worker/create-worker.js';
import { bundleOnce } from './workflow-bundle.js';

export interface WorkerProcessOptions extends Pick<WorkerOptions, 'maxCachedWorkflows' | 'maxConcurrentAttempts'> {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly taskQueue: string;
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  /** SIGKILL; answers once the process is gone. */
  kill(): Promise<void>;
  /** Stops it in the middle of whatever it does, as a computer that sleeps. */
  freeze(): void;
  thaw(): void;
  /** Lets it come to an end in order; answers its exit code. */
  stop(): Promise<number | null>;
  /** Answers once the process is gone, whoever ended it. */
  readonly exited: Promise<number | null>;
}

const MAIN = fileURLToPath(new URL('worker-main.ts', import.meta.url));

/** For workers of an engine's runs. */
export function addressOf({ databaseUrl, temporalAddress, taskQueue }: WorkerProcessOptions): WorkerProcessOptions {
  return { databaseUrl, temporalAddress, taskQueue };
}

/** Works for the task queue once this answers. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { codePath } = await bundleOnce();
  const child = fork(MAIN, [JSON.stringify({ ...options, codePath })], { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  const isReady = await Promise.race([once(child, 'message').then(() => true), exited.then(() => false)]);
  if (!isReady) throw new Error('The worker of the test did not start.');
  return {
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.connected) child.send('stop');
      return exited;
    },
  };
}
