import { TaskwrightError } from '../domain/errors.js';
import { isValidId, toWorkflowId } from '../domain/ids.js';
import type { RunRecord, Store } from '../store/store.js';
import type { DefinitionSchedules } from './definition-schedules.js';
import type { TemporalRuns } from './temporal-runs.js';
import type { TreeVerbs } from './tree-verbs.js';

/** What the client's verbs work with. */
export interface ClientContext {
  readonly store: Store;
  readonly runs: TemporalRuns;
  readonly workspace: string;
  /** Authors' durations are multiplied by it; 1 outside tests. */
  readonly timeScale: number;
  readonly historyLimit: number;
  /** Of Temporal's Web UI with its namespace; null when it is not known. */
  readonly uiUrl: string | null;
  /** Masks known secrets in previews that go into Temporal's history. */
  readonly mask: (text: string) => string;
  /** For runs that are trees of generic tasks; null where nobody knows of them. */
  readonly trees: TreeVerbs | null;
  /** Null where nobody keeps what definitions start by themselves. */
  readonly schedules: DefinitionSchedules | null;
  readonly now: () => number;
}

export function toRunKey({ workspace }: Pick<ClientContext, 'workspace'>, runId: string): string {
  return toWorkflowId(workspace, runId);
}

/** Throws not_found. */
export async function readRunRecord(context: ClientContext, runId: string): Promise<RunRecord> {
  const run = isValidId(runId) ? await context.store.runs.read(toRunKey(context, runId)) : null;
  if (run === null) throw runNotFound(runId);
  return run;
}

export function runNotFound(runId: string): TaskwrightError {
  return new TaskwrightError('not_found', `There is no run "${runId.slice(0, 200)}".`, {
    hint: 'List runs with "taskwright runs".',
  });
}

export function runHasEnded({ runId, status }: Pick<RunRecord, 'runId' | 'status'>): TaskwrightError {
  return new TaskwrightError('conflict', `The run "${runId}" has ended: ${status}.`, {
    hint: `See it with "taskwright show ${runId}".`,
  });
}
