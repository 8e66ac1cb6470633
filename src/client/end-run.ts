import { isTerminalRun } from '../domain/status.js';
import { type ClientContext, readRunRecord, runHasEnded } from './client-context.js';
import { reconcileRun } from './reconcile-run.js';
import { recordRequest } from './record-request.js';
import { tellOthers } from './tell-others.js';
import { withOpenRun } from './with-open-run.js';

export interface EndRun {
  readonly runId: string;
  /** Who: as authenticated, not as said. */
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * Asks the run to stop what it does and to end as cancelled, which takes as long as stopping takes. Throws not_found,
 * conflict when it has ended, unavailable.
 */
export async function cancelRun(context: ClientContext, request: EndRun): Promise<void> {
  await withOpenRun(context, request.runId, async ({ runKey }) => {
    const isThere = await context.runs.cancel(runKey);
    if (isThere) await recordRequest(context, { ...request, runKey, type: 'run.cancel_requested' });
    return isThere;
  });
}

/**
 * Ends the run at once, without a chance to clean up: nothing is stopped or compensated. Throws not_found, conflict when
 * it has ended, unavailable.
 */
export async function terminateRun(context: ClientContext, request: EndRun): Promise<void> {
  const { store, runs, now } = context;
  const { runId, reason } = request;
  const { runKey } = await readRunRecord(context, runId);
  const run = await reconcileRun(context, runKey);
  if (run !== null && isTerminalRun(run.status)) throw runHasEnded(run);
  await runs.terminate(runKey, reason ?? `by ${request.by}`);
  await recordRequest(context, { ...request, runKey, type: 'run.terminate_requested' });
  const message = `The run was terminated by ${request.by}${reason === undefined ? '.' : `: ${reason}`}`;
  await store.runs.endFromOutside(runKey, {
    status: 'terminated',
    reason: 'terminated',
    error: { code: 'terminated', message, path: null },
    at: now(),
  });
  await tellOthers(context, runKey);
}
