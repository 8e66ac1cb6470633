import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonValue } from '../../domain/json.js';
import type { EndReason, RunStatus } from '../../domain/status.js';

export interface RunRecord {
  readonly runKey: string;
  readonly workspace: string;
  readonly runId: string;
  /** Of the first execution; null until the workflow was started. */
  readonly temporalRunId: string | null;
  readonly definitionId: string;
  readonly version: string;
  readonly definitionHash: string;
  readonly status: RunStatus;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly error: ErrorRecord | null;
  readonly startedBy: string;
  /** The task that started it, if one did: it is told when the run ends. */
  readonly parent: RunParent | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface RunParent {
  readonly runKey: string;
  readonly path: string;
  readonly visit: number;
}

export interface NewRun {
  readonly runKey: string;
  readonly workspace: string;
  readonly runId: string;
  readonly definitionId: string;
  readonly version: string;
  readonly definitionHash: string;
  readonly input: JsonValue;
  readonly startedBy: string;
  readonly parent: RunParent | null;
  readonly createdAt: number;
  /** Makes a repeat of the same request harmless: the same token gets the same run, another one a conflict. */
  readonly requestToken: string;
}

export interface RunFilter {
  readonly workspace: string;
  readonly status?: readonly RunStatus[];
  readonly definitionId?: string;
  /** At most; 1 to 200. */
  readonly limit: number;
  /** From the last page's `nextCursor`. */
  readonly cursor?: string;
}

export interface RunStore {
  /** Takes the run id for ever, and pins the definition's body in the same transaction. Throws conflict when it was taken by another request. */
  create(run: NewRun, definitionBody: string): Promise<{ readonly run: RunRecord; readonly isNew: boolean }>;
  read(runKey: string): Promise<RunRecord | null>;
  /** Newest first. */
  list(filter: RunFilter): Promise<{ readonly runs: readonly RunRecord[]; readonly nextCursor: string | null }>;
  /** Only the first one stays. */
  setTemporalRunId(runKey: string, temporalRunId: string): Promise<void>;
  /** Runs that have not ended here, oldest first by when they were last looked at, for the reconciler. */
  listUnfinished(
    limit: number,
  ): Promise<readonly Pick<RunRecord, 'runKey' | 'temporalRunId' | 'status' | 'createdAt'>[]>;
  /**
   * For a run that Temporal has closed, or no longer knows, while it had not ended here: gives it this status, ends its
   * open tasks as cancelled with that reason, raises all fences, and puts a notice for whoever waits in the outbox.
   * Changes nothing when the run has ended meanwhile. What was decided until `at` and arrives later is dropped; a later
   * decision (of a run that was reset) is taken. Attempts begin again once the root has changed.
   */
  endFromOutside(
    runKey: string,
    end: {
      readonly status: RunStatus;
      readonly reason: EndReason;
      readonly error: ErrorRecord | null;
      readonly at: number;
    },
  ): Promise<{ readonly changed: boolean }>;
}
