import type { VirtualClock } from './virtual-clock.js';

/** Work that is under way outside of the runs: activities and mocked actions. */
export interface Jobs {
  /** What the work throws ends the test: it is a fault of the engine, or of the mock's own waiting. */
  start(work: (job: Job) => Promise<void>): void;
  /** Work that is not asleep. */
  readonly busy: number;
  /** Resolves when work has ended or gone to sleep; rejects with what it threw. */
  changed(): Promise<void>;
}

export interface Job {
  /**
   * Waits in virtual time; `Infinity` waits for the signal alone. Rejects with the reason of the signal once that is
   * aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** What it has begun and still waits for does not matter to it any more. */
  moveOn(): void;
}

export function createJobs(clock: VirtualClock): Jobs {
  let busy = 0;
  let failure: { readonly thrown: unknown } | null = null;
  let listeners: (() => void)[] = [];

  const change = (): void => {
    const called = listeners;
    listeners = [];
    for (const listener of called) listener();
  };

  const createJob = (): Job => {
    let sleepers = new Set<symbol>();
    return {
      sleep: (ms, signal) =>
        new Promise<void>((resolve, reject) => {
          if (signal?.aborted) {
            reject(signal.reason as Error);
            return;
          }
          const sleeper = Symbol();
          sleepers.add(sleeper);
          if (sleepers.size === 1) busy -= 1;
          const wake = (): void => {
            forget();
            signal?.removeEventListener('abort', onAbort);
            if (sleepers.delete(sleeper) && sleepers.size === 0) busy += 1;
          };
          const onAbort = (): void => {
            wake();
            reject(signal?.reason as Error);
          };
          const onDue = (): void => {
            wake();
            resolve();
          };
          const forget = Number.isFinite(ms) ? clock.setTimer(clock.now() + ms, onDue) : () => undefined;
          signal?.addEventListener('abort', onAbort);
          change();
        }),
      moveOn() {
        if (sleepers.size > 0) busy += 1;
        sleepers = new Set();
      },
    };
  };

  return {
    start(work) {
      busy += 1;
      void work(createJob())
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .then(() => {
          busy -= 1;
          change();
        });
    },
    get busy() {
      return busy;
    },
    async changed() {
      if (!failure) await new Promise<void>((resolve) => listeners.push(resolve));
      if (failure) throw failure.thrown;
    },
  };
}
