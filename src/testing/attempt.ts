import { ApplicationFailure } from '@temporalio/common';
import type { AttemptSurroundings } from '../activities/attempt-surroundings.js';
import type { DefinitionLibrary } from '../activities/definition-library.js';
import { TaskwrightError } from '../domain/errors.js';
import { ATTEMPT_FAILED, type AttemptInput, type AttemptReport } from '../workflows/protocol.js';
import type { Job } from './jobs.js';
import type { VirtualClock } from './virtual-clock.js';

/** How long aborted work may take to stop before its attempt ends without it, as on a worker. */
const STOP_GRACE_MS = 8_000;

/** Failures of the store cost no attempt, and are tried again after this time. */
const OUTAGE_PAUSE_MS = 1_000;

export interface AttemptRun {
  readonly clock: VirtualClock;
  readonly job: Job;
  readonly input: AttemptInput;
  readonly library: DefinitionLibrary;
  /** Aborted when the task is given up. */
  readonly cancelled: AbortSignal;
  /** Lets what the attempt calls find the work that it belongs to. */
  readonly jobOfSignal: WeakMap<AbortSignal, Job>;
  /** Unlike that of any other attempt. */
  nextCaller(): string;
  runAction(input: AttemptInput, surroundings: AttemptSurroundings): Promise<AttemptReport>;
}

/** What Temporal does with an ordinary activity: starts it again when its failure says so, until it has a report. */
export async function runAttempts(run: AttemptRun): Promise<AttemptReport> {
  for (let tries = 1; ; tries += 1) {
    if (run.cancelled.aborted) return { outcome: { status: 'cancelled' } };
    const ended = await runOnce(run, tries > 1);
    if ('outcome' in ended) return ended;
    if (run.input.isInline) return { outcome: { status: 'retry', inMs: ended.retryInMs } };
    await run.job.sleep(ended.retryInMs, run.cancelled).catch(() => undefined);
  }
}

async function runOnce(
  run: AttemptRun,
  isAnotherTry: boolean,
): Promise<AttemptReport | { readonly retryInMs: number }> {
  const { input, library } = run;
  const loaded = await library.load(input.definitionHash);
  const timeoutMs = loaded.attemptTimeoutMs(input.task.path, input.timeScale);
  const surroundings = createTestSurroundings(run, { timeoutMs, isAnotherTry });
  try {
    return await run.runAction(run.input, surroundings);
  } catch (thrown) {
    if (!(thrown instanceof ApplicationFailure)) return { retryInMs: toOutagePause(thrown) };
    if (thrown.type === ATTEMPT_FAILED) return thrown.details?.[0] as AttemptReport;
    return { retryInMs: Number(thrown.nextRetryDelay ?? OUTAGE_PAUSE_MS) };
  } finally {
    surroundings.dispose();
  }
}

function toOutagePause(thrown: unknown): number {
  if (thrown instanceof TaskwrightError && thrown.code === 'unavailable') return OUTAGE_PAUSE_MS;
  throw thrown;
}

function createTestSurroundings(
  run: AttemptRun,
  { timeoutMs, isAnotherTry }: { readonly timeoutMs: number; readonly isAnotherTry: boolean },
): AttemptSurroundings & { dispose(): void } {
  const { clock, cancelled, input } = run;
  const abort = new AbortController();
  run.jobOfSignal.set(abort.signal, run.job);
  let isTimedOut = false;
  const onCancel = (): void => abort.abort(cancelled.reason);
  if (cancelled.aborted) onCancel();
  cancelled.addEventListener('abort', onCancel);
  const stopTimer = clock.setTimer(clock.now() + timeoutMs, () => {
    isTimedOut = true;
    abort.abort(new TaskwrightError('timed_out', 'The attempt took longer than its timeout.'));
  });
  return {
    caller: run.nextCaller(),
    isInline: input.isInline,
    isAnotherTry,
    signal: abort.signal,
    race: (work) => raceAbort(work(), { clock, job: run.job, signal: abort.signal }),
    isCancelled: () => cancelled.aborted,
    isTimedOut: () => isTimedOut && !cancelled.aborted,
    isGivenUp: () => false,
    dispose() {
      stopTimer();
      cancelled.removeEventListener('abort', onCancel);
    },
  };
}

async function raceAbort<Result>(
  work: Promise<Result>,
  { clock, job, signal }: { readonly clock: VirtualClock; readonly job: Job; readonly signal: AbortSignal },
): Promise<Result> {
  let giveUp = (): void => undefined;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      giveUp = clock.setTimer(clock.now() + STOP_GRACE_MS, () => {
        job.moveOn();
        reject(signal.reason as Error);
      });
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    giveUp();
    signal.removeEventListener('abort', onAbort);
  }
}
