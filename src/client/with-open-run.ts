import { TaskwrightError } from '../domain/errors.js';
import { isTerminalRun } from '../domain/status.js';
import type { RunRecord } from '../store/store.js';
import { type ClientContext, readRunRecord, runHasEnded } from './client-context.js';
import { reconcileRun } from './reconcile-run.js';

/**
 * Tells a run's workflow something. `tell` answers false when the workflow is not there; then the run is reconciled,
 * and it is told once more if that has started it. Throws not_found, conflict when the run has ended, unavailable.
 */
export async function withOpenRun(
  context: ClientContext,
  runId: string,
  tell: (run: RunRecord) => Promise<boolean>,
): Promise<void> {
  const run = await readRunRecord(context, runId);
  if (isTerminalRun(run.status)) throw runHasEnded(run);
  await tellRun(context, run, tell);
}

/** The same for a run that was open just now. */
export async function tellRun(
  context: ClientContext,
  run: RunRecord,
  tell: (run: RunRecord) => Promise<boolean>,
): Promise<void> {
  if (await tell(run)) return;
  const after = await reconcileRun(context, run.runKey);
  if (after !== null && isTerminalRun(after.status)) throw runHasEnded(after);
  if (await tell(run)) return;
  throw new TaskwrightError('unavailable', `The run "${run.runId}" has not been started in Temporal yet.`, {
    hint: 'Try again in a few seconds.',
  });
}
