import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { TaskwrightError } from '../domain/errors.js';

/** What an attempt knows of the activity that it runs in. */
export interface AttemptSurroundings {
  /** The same for the same attempt of Temporal's; unlike any other. */
  readonly caller: string;
  readonly isInline: boolean;
  /** Temporal has tried it before. */
  readonly isAnotherTry: boolean;
  /** Aborted when the task is cancelled, the time is up, or the worker shuts down. */
  readonly signal: AbortSignal;
  /** Gives up on work that goes on although it was aborted. */
  race<Result>(work: () => Promise<Result>): Promise<Result>;
  isCancelled(): boolean;
  isTimedOut(): boolean;
  /**
   * Temporal has given the attempt up, and not the run: the worker is going away, or was out of reach for too long, or
   * the run was reset. Another attempt will follow.
   */
  isGivenUp(): boolean;
}

/** How long aborted work may take to stop before its attempt ends without it; inline, a workflow task waits for it. */
const STOP_GRACE_MS = { queue: 8_000, inline: 500 };

const HEARTBEAT_MS = 1_000;

/** Temporal's word for a cancellation that the run has asked for. */
const BY_THE_RUN = 'CANCELLED';

/** Beats while the work goes on, and aborts it when its time is up or somebody cancels it. Call `dispose` at the end. */
export function createSurroundings(options: {
  readonly isInline: boolean;
  readonly timeoutMs: number;
}): AttemptSurroundings & { dispose(): void } {
  const context = Context.current();
  const { info } = context;
  // A hundred inline attempts share one local activity.
  setMaxListeners(0, context.cancellationSignal);
  const abort = new AbortController();
  let isTimedOut = false;
  let isCancelled = false;
  let isGivenUp = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    abort.abort(new TaskwrightError('timed_out', 'The attempt took longer than its timeout.'));
  }, options.timeoutMs);
  const beat = options.isInline ? null : setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  const onCancel = (): void => {
    isCancelled = true;
    // No run cancels what it does within a workflow task.
    isGivenUp = options.isInline || toReason(context.cancellationSignal.reason) !== BY_THE_RUN;
    abort.abort(context.cancellationSignal.reason);
  };
  if (context.cancellationSignal.aborted) onCancel();
  context.cancellationSignal.addEventListener('abort', onCancel);

  return {
    caller: options.isInline
      ? randomUUID()
      : `${info.workflowExecution?.runId ?? ''}/${info.activityId}/${info.attempt}`,
    isInline: options.isInline,
    isAnotherTry: !options.isInline && info.attempt > 1,
    signal: abort.signal,
    race: (work) =>
      raceAbort(work(), { signal: abort.signal, graceMs: STOP_GRACE_MS[options.isInline ? 'inline' : 'queue'] }),
    isCancelled: () => isCancelled,
    isTimedOut: () => isTimedOut && !isCancelled,
    isGivenUp: () => isGivenUp,
    dispose() {
      clearTimeout(timer);
      if (beat) clearInterval(beat);
      context.cancellationSignal.removeEventListener('abort', onCancel);
    },
  };
}

async function raceAbort<Result>(
  work: Promise<Result>,
  { signal, graceMs }: { readonly signal: AbortSignal; readonly graceMs: number },
): Promise<Result> {
  let giveUp: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      giveUp = setTimeout(() => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')), graceMs);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(giveUp);
    signal.removeEventListener('abort', onAbort);
  }
}

function toReason(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
