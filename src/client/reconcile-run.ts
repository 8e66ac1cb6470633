import { isTerminalRun } from '../domain/status.js';
import type { EndReason, RunStatus } from '../domain/status.js';
import type { RunRecord } from '../store/store.js';
import type { ClientContext } from './client-context.js';
import { startWorkflow } from './start-workflow.js';
import { tellOthers } from './tell-others.js';
import type { WorkflowEnd } from './temporal-runs.js';

/** A run may be written and its workflow not there yet: a request is starting it. */
const START_GRACE_MS = 10_000;

export type ReconcileContext = Pick<ClientContext, 'store' | 'runs' | 'timeScale' | 'historyLimit' | 'mask' | 'now'>;

/**
 * Brings one run into line with Temporal: one that Temporal has closed or lost gets that status, one whose request could
 * not reach Temporal is started. Changes nothing where both agree. Answers the run as it stands then, null when it is
 * not known. Throws unavailable while either cannot be reached.
 */
export async function reconcileRun(context: ReconcileContext, runKey: string): Promise<RunRecord | null> {
  const { store, runs } = context;
  const run = await store.runs.read(runKey);
  if (run === null || isTerminalRun(run.status)) return run;
  const state = await runs.describe(runKey);
  if (state === null) await recoverUnknown(context, run);
  else {
    if (run.temporalRunId === null) await store.runs.setTemporalRunId(runKey, state.firstRunId);
    // What a workflow does is written before it closes: a run that has not ended here by now was closed from outside.
    if (state.state === 'closed') await endFromOutside(context, runKey, state.end);
  }
  return store.runs.read(runKey);
}

async function recoverUnknown(context: ReconcileContext, run: RunRecord): Promise<void> {
  const isStarting = run.temporalRunId === null && context.now() - run.createdAt < START_GRACE_MS;
  if (isStarting) return;
  if (run.temporalRunId !== null || (run.parent !== null && (await hasParentEnded(context, run.parent.runKey)))) {
    await endFromOutside(context, run.runKey, LOST);
    return;
  }
  // The workflow of a parent starts its child itself, as soon as a worker takes it up again.
  if (run.parent === null) await startWorkflow(context, run);
}

async function hasParentEnded({ store }: ReconcileContext, runKey: string): Promise<boolean> {
  const parent = await store.runs.read(runKey);
  return parent === null || isTerminalRun(parent.status);
}

async function endFromOutside(
  context: ReconcileContext,
  runKey: string,
  { status, error }: WorkflowEnd,
): Promise<void> {
  const { store, now } = context;
  await store.runs.endFromOutside(runKey, { status, reason: toReason(status), error, at: now() });
  await tellOthers(context, runKey);
}

const LOST: WorkflowEnd = {
  status: 'lost',
  error: { code: 'lost', message: 'Temporal no longer knows this run, which had not ended.', path: null },
};

function toReason(status: RunStatus): EndReason {
  if (status === 'terminated' || status === 'lost') return status;
  return status === 'timed_out' ? 'timeout' : 'cancelled';
}
