import { lock } from 'proper-lockfile';
import { TaskwrightError, toMessage } from '../domain/errors.js';
import { pollUntil } from './poll-until.js';

export interface FileLockOptions {
  /** The lock is a folder of this name; the folder that it is in must exist. */
  readonly path: string;
  readonly timeoutMs: number;
  /** What the lock protects, as it stands in the error: "the servers of /x". */
  readonly subject: string;
  /** Called once if the lock is not free at once. */
  readonly onWait?: () => void;
}

/** A lock whose owner was killed is free again after this time. */
const STALE_MS = 5_000;

/** Runs `work` while no other process (and nothing else in this one) holds the lock. */
export async function withFileLock<T>(options: FileLockOptions, work: () => Promise<T>): Promise<T> {
  let hasWaited = false;
  const release = await pollUntil(
    async () => {
      const release = await tryFileLock(options.path).catch((error: unknown) => {
        throw new TaskwrightError(
          'unavailable',
          `The lock of ${options.subject} cannot be taken: ${toMessage(error)}.`,
          { cause: error },
        );
      });
      if (!release && !hasWaited) {
        hasWaited = true;
        options.onWait?.();
      }
      return release;
    },
    { timeoutMs: options.timeoutMs, firstPauseMs: 10 },
  );
  if (!release) {
    throw new TaskwrightError(
      'unavailable',
      `Another process has been busy with ${options.subject} for ${Math.round(options.timeoutMs / 1000)} s.`,
      {
        hint: 'Try again when it is done, or end it.',
      },
    );
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/** The way to give the lock back, or undefined when someone else has it. */
export async function tryFileLock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    const release = await lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: STALE_MS,
      update: 1_000,
      // The library would throw out of a timer. Only a computer that slept through the stale time gets here, and what the lock protects is checked again by whoever takes it.
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}
