/** Does its work whenever it is woken, once more for what came meanwhile, and when the work says that it is due. */
export interface Courier {
  wake(): void;
  /** Lets what is under way end, and does the work once more. */
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

/** After a failure of the database the work is tried again; until then it waits. */
const AFTER_FAILURE_MS = 5_000;

/** `work` answers when it has to be done next, in milliseconds since the epoch, or null. */
export function startCourier(options: {
  readonly work: () => Promise<number | null>;
  readonly onFailure: (thrown: unknown) => void;
  readonly now: () => number;
}): Courier {
  const { work, onFailure, now } = options;
  let isWanted = false;
  let isStopped = false;
  let running: Promise<void> | null = null;
  let due: NodeJS.Timeout | null = null;

  const run = async (): Promise<void> => {
    for (;;) {
      if (isStopped || !isWanted) return;
      isWanted = false;
      try {
        wakeAt(await work());
      } catch (thrown) {
        onFailure(thrown);
        wakeAt(now() + AFTER_FAILURE_MS);
      }
    }
  };
  const wake = (): void => {
    isWanted = true;
    if (isStopped) return;
    running ??= run().finally(() => {
      running = null;
      // Somebody may have woken it after it looked for the last time.
      if (isWanted) wake();
    });
  };
  const wakeAt = (at: number | null): void => {
    if (due !== null) clearTimeout(due);
    due = null;
    if (at === null || isStopped) return;
    due = setTimeout(wake, Math.min(Math.max(0, at - now()), SWEEP_EVERY_MS));
    due.unref();
  };
  const sweeping = setInterval(wake, SWEEP_EVERY_MS);
  sweeping.unref();
  wake();

  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(sweeping);
      if (due !== null) clearTimeout(due);
      await running;
      // What came last, such as the end of the run that the worker was there for.
      await work().catch(onFailure);
    },
  };
}
