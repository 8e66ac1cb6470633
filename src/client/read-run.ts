import { TaskwrightError } from '../domain/errors.js';
import { isTerminalRun } from '../domain/status.js';
import type { RunStatus } from '../domain/status.js';
import type { RunRecord } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';
import { reconcileRun } from './reconcile-run.js';
import { toRunSummary, toRunView, type RunSummary, type RunView } from './run-view.js';

/** The run with its tasks as they stand. Throws not_found, unavailable when the store cannot be reached. */
export async function readRun(context: ClientContext, runId: string): Promise<RunView> {
  const run = await readCurrentRun(context, runId);
  const tasks = await context.store.tasks.list(run.runKey);
  return toRunView(run, tasks, context.uiUrl);
}

/** What Temporal has closed or lost meanwhile is found out here; while it does not answer, the store is believed. */
export async function readCurrentRun(context: ClientContext, runId: string): Promise<RunRecord> {
  const run = await readRunRecord(context, runId);
  if (isTerminalRun(run.status)) return run;
  try {
    return (await reconcileRun(context, run.runKey)) ?? run;
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && thrown.traits.isRetried) return run;
    throw thrown;
  }
}

export interface RunQuery {
  readonly status?: readonly RunStatus[] | undefined;
  /** The definition's id. */
  readonly definition?: string | undefined;
  /** 1 to 200; 50 unless said. */
  readonly limit?: number | undefined;
  /** From the last page's `nextCursor`. */
  readonly cursor?: string | undefined;
}

export interface RunPage {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
}

export async function listRuns({ store, workspace, uiUrl }: ClientContext, query: RunQuery = {}): Promise<RunPage> {
  const { status, definition, limit = 50, cursor } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new TaskwrightError('invalid_input', 'A page has 1 to 200 runs.', { hint: 'Use the cursor for more.' });
  }
  const { runs, nextCursor } = await store.runs.list({
    workspace,
    limit,
    ...(status && { status }),
    ...(definition !== undefined && { definitionId: definition }),
    ...(cursor !== undefined && { cursor }),
  });
  return { runs: runs.map((run) => toRunSummary(run, uiUrl)), nextCursor };
}
