import type { JsonValue } from '../domain/json.js';
import { DEFAULT_ATTEMPT_TIMEOUT_MS, type HostedPlan } from '../workflows/protocol.js';
import type { Job } from './jobs.js';
import type { ForeignWork } from './run-in-process.js';
import type { VirtualClock } from './virtual-clock.js';

type Foreign = Extract<HostedPlan, { type: 'foreign' }>;

interface Surroundings {
  readonly clock: VirtualClock;
  readonly job: Job;
  /** Aborted when the task is given up. */
  readonly signal: AbortSignal;
  readonly foreign: Readonly<Record<string, ForeignWork>>;
}

class TimedOut extends Error {}

/** What the host workflow tells of another team's work: an activity is tried as its retry says, a workflow once. */
export async function playForeign(plan: Foreign, given: Surroundings): Promise<JsonValue> {
  const { retry } = plan;
  const maxAttempts = plan.target === 'activity' ? retry.maxAttempts : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { output: await playOnce(plan, given) };
    } catch (thrown) {
      const isCancelled = given.signal.aborted;
      if (isCancelled || attempt >= maxAttempts) return { failure: toFailure(thrown, isCancelled) };
    }
    const pauseMs = Math.min(retry.maxIntervalMs, retry.initialIntervalMs * retry.backoff ** (attempt - 1));
    await given.job.sleep(pauseMs, given.signal).catch(() => undefined);
  }
}

async function playOnce(plan: Foreign, { clock, job, signal, foreign }: Surroundings): Promise<JsonValue> {
  const work = Object.hasOwn(foreign, plan.name) ? foreign[plan.name] : undefined;
  if (!work) throw new Error(`The test has no ${plan.target} "${plan.name}": pass one in "foreign".`);
  const abort = new AbortController();
  const onCancel = (): void => abort.abort(signal.reason);
  if (signal.aborted) onCancel();
  signal.addEventListener('abort', onCancel);
  const timeoutMs = plan.target === 'activity' ? (plan.timeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS) : null;
  const dispose =
    timeoutMs === null
      ? () => undefined
      : clock.setTimer(clock.now() + timeoutMs, () => abort.abort(new TimedOut('It took longer than its timeout.')));
  try {
    return await Promise.race([
      work(plan.args, { signal: abort.signal, sleep: (ms) => job.sleep(ms, abort.signal) }),
      new Promise<never>((_, reject) =>
        abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)),
      ),
    ]);
  } finally {
    dispose();
    signal.removeEventListener('abort', onCancel);
  }
}

function toFailure(thrown: unknown, isCancelled: boolean): JsonValue {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { message, isTimeout: thrown instanceof TimedOut, isCancelled };
}
