import { deliver } from '../activities/deliver-notices.js';
import type { Messenger } from '../activities/dependencies.js';
import { reconcileRun, type ReconcileContext } from '../client/reconcile-run.js';
import type { Schedules } from '../schedules/create-schedules.js';

const SWEEP_EVERY_MS = 60_000;
const RUNS_A_SWEEP = 500;
const NOTICES_A_SWEEP = 500;

/** A notice this old was not delivered by the run that caused it. */
const STALE_NOTICE_MS = 30_000;

export interface ReconcilerOptions {
  readonly context: ReconcileContext;
  readonly messenger: Messenger;
  /** Null where nobody keeps what starts by itself. */
  readonly schedules: Pick<Schedules, 'recover' | 'sweep'> | null;
}

/**
 * Once a minute, mends what no run could mend itself: runs that Temporal ended or lost while the store did not hear of
 * it, and notices that were written and not delivered. Several workers may sweep at once.
 */
export function startReconciler(options: ReconcilerOptions): { stop(): Promise<void> } {
  const { schedules } = options;
  let isRecovered = false;
  // What was cut off before this worker began; while it cannot be reached it is tried again.
  const mendSchedules = async (): Promise<void> => {
    if (isRecovered) return schedules?.sweep();
    await schedules?.recover();
    isRecovered = true;
  };
  let sweep: Promise<unknown> = mendSchedules().catch(() => undefined);
  const timer = setInterval(() => {
    sweep = Promise.allSettled([sweep, sweepOnce(options), mendSchedules()]);
  }, SWEEP_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await sweep;
    },
  };
}

/** What cannot be reached now is swept next time. */
export async function sweepOnce({ context, messenger }: Omit<ReconcilerOptions, 'schedules'>): Promise<void> {
  const { store, now } = context;
  for (const { runKey } of await store.runs.listUnfinished(RUNS_A_SWEEP)) await reconcileRun(context, runKey);
  const rows = await store.outbox.listUndelivered({ olderThan: now() - STALE_NOTICE_MS, limit: NOTICES_A_SWEEP });
  await deliver({ store, messenger }, rows);
}
