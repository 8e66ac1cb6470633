import { setTimeout as delay } from 'node:timers/promises';
import { TaskwrightError } from '../domain/errors.js';
import { isTerminalRun } from '../domain/status.js';
import type { TaskStore } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';
import { readRun } from './read-run.js';
import { toRunSummary, type RunSummary, type RunView } from './run-view.js';

/** How soon a store or server that is out of reach is asked again. */
const RETRY_MS = 1_000;

/** A view is refreshed so often while someone looks; less often where the query takes long. */
const REFRESH_MS = 400;
const MAX_REFRESH_MS = 5_000;

export interface Follow {
  readonly signal?: AbortSignal | undefined;
  /** Told once when Temporal or the store is out of reach, and once with null when it is back. */
  readonly onOutage?: ((outage: TaskwrightError | null) => void) | undefined;
}

/** A run and its tasks at one moment. */
export interface RunSnapshot {
  readonly run: RunSummary;
  readonly tasks: Awaited<ReturnType<TaskStore['summarize']>>;
}

/**
 * Answers when the run has ended, by a long poll. Waits out an outage of Temporal or the store. Throws not_found, and the
 * reason of the signal when it is aborted.
 */
export async function waitForEnd(context: ClientContext, runId: string, follow: Follow = {}): Promise<RunView> {
  const { signal = new AbortController().signal } = follow;
  const { runKey } = await outliveOutages(follow, () => readRunRecord(context, runId));
  for (;;) {
    const probe = (): Promise<unknown> => context.runs.describe(runKey);
    await outliveOutages(follow, () => context.runs.waitForClose(runKey, signal), probe);
    const view = await outliveOutages(follow, () => readRun(context, runId));
    if (isTerminalRun(view.status)) return view;
    await delay(RETRY_MS, undefined, { signal });
  }
}

/** The run as it stands, again after each change, last when it has ended. Waits out outages. Throws not_found. */
export async function* watchRun(
  context: ClientContext,
  runId: string,
  follow: Follow = {},
): AsyncGenerator<RunSnapshot, void> {
  const stop = new AbortController();
  const signal = follow.signal ? AbortSignal.any([follow.signal, stop.signal]) : stop.signal;
  // What Temporal closes from outside stands in the store only when someone has looked.
  let isOver = false;
  const over = waitForEnd(context, runId, { ...follow, signal }).finally(() => (isOver = true));
  over.catch(() => undefined);
  try {
    let shown = '';
    for (;;) {
      if (isOver) await over;
      let askedAt = 0;
      const snapshot = await outliveOutages({ ...follow, signal }, () => {
        askedAt = performance.now();
        return takeSnapshot(context, runId);
      });
      const state = JSON.stringify(snapshot);
      if (state !== shown) yield snapshot;
      shown = state;
      if (isTerminalRun(snapshot.run.status)) return;
      const pauseMs = Math.min(MAX_REFRESH_MS, Math.max(REFRESH_MS, 10 * (performance.now() - askedAt)));
      await Promise.race([over, delay(pauseMs, undefined, { signal })]);
    }
  } finally {
    stop.abort();
  }
}

/** The run as it stands. Throws not_found. */
export async function takeSnapshot(context: ClientContext, runId: string): Promise<RunSnapshot> {
  // The run first: one that has ended is then shown with the ends of all its tasks.
  const run = await readRunRecord(context, runId);
  return { run: toRunSummary(run, context.uiUrl), tasks: await context.store.tasks.summarize(run.runKey) };
}

/** Asks again after an outage of Temporal or the store. The probe, which answers at once, tells when it is over. */
async function outliveOutages<Answer>(
  { signal, onOutage }: Follow,
  ask: () => Promise<Answer>,
  probe: () => Promise<unknown> = ask,
): Promise<Answer> {
  for (let outage: TaskwrightError | null = null; ;) {
    signal?.throwIfAborted();
    try {
      if (outage !== null) {
        await probe();
        onOutage?.(null);
        outage = null;
      }
      return await ask();
    } catch (thrown) {
      signal?.throwIfAborted();
      if (!(thrown instanceof TaskwrightError) || !thrown.traits.isRetried) throw thrown;
      if (outage === null) onOutage?.(thrown);
      outage = thrown;
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
