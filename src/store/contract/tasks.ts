import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { OutputSource } from '../../domain/output-source.js';
import type { EndReason, TaskStatus } from '../../domain/status.js';
import type { WaitingFor } from '../../domain/waiting.js';
import type { RunRecord } from './runs.js';

export interface TaskRecord {
  readonly runKey: string;
  readonly path: string;
  /** Unique in its workspace; made from run and path unless supplied. */
  readonly taskId: string;
  readonly kind: string;
  readonly type: string | null;
  readonly action: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly visit: number;
  readonly attempt: number;
  readonly reason: EndReason | null;
  readonly output: JsonValue;
  readonly error: ErrorRecord | null;
  readonly attributes: JsonObject;
  /** Names that everything below sees: item and index, or the signal of a `process`. */
  readonly locals: JsonObject;
  /** What a waiting task waits for: shown, and looked up by correlation. */
  readonly waiting: WaitingFor | null;
  /** Positions from the root down; orders tasks depth first, as in the definition. */
  readonly ordinal: readonly number[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly deadlineAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewTask {
  readonly path: string;
  /** Made from run and path when left out. Throws conflict when another task of the workspace has it. */
  readonly taskId?: string;
  readonly kind: string;
  readonly type?: string;
  readonly action?: string;
  readonly title?: string;
  readonly description?: string;
  readonly status: 'pending' | 'blocked';
  readonly visit: number;
  readonly attributes?: JsonObject;
  readonly locals?: JsonObject;
  readonly ordinal: readonly number[];
}

/**
 * Orders everything the workflow has decided, over crashes and continue-as-new: generation of the Temporal run, its
 * time, a counter, all padded so that text order is their order.
 */
export type Version = string;

/**
 * A change of one task that the workflow has decided. It is dropped when the task stands at a later visit or at the same
 * or a later version; a terminal status may be overridden by a later version, and the event says so. A later visit
 * begins with nothing of the one before. Where an attempt of the same or a later decision has begun, its status stands,
 * whichever arrived first.
 *
 * A task has started, and has a start and an attempt, once it was in_progress, waiting, completed, failed or timed_out.
 * One that never started has no end either. What has ended waits for nothing; what is cancelled or skipped has no output.
 */
export interface Transition {
  readonly path: string;
  readonly visit: number;
  readonly version: Version;
  readonly status: TaskStatus;
  readonly at: number;
  readonly reason?: EndReason;
  /** `null` clears it. Left out: stays. */
  readonly error?: ErrorRecord | null;
  /** Left out: stays. `children-*` and `child` are resolved by the store in the order of the transitions. */
  readonly output?: OutputSource;
  readonly waiting?: WaitingFor | null;
  readonly deadlineAt?: number | null;
  /** The task has ended otherwise, and counts as completed all the same for those who need it. */
  readonly countsAs?: 'completed';
  /** Who caused it, if somebody did: it is an event then, also where the status stays. */
  readonly actor?: string;
}

/** Forgets the round of a repeat: rows of items and attached tasks below it are removed, all others stand as at first. */
export interface Reset {
  readonly path: string;
  readonly version: Version;
  /** Paths (of containers below) whose children were made from items and are to be removed. */
  readonly removeBelow: readonly string[];
  /** The visit that the children will have next: later than any that a task below has had. */
  readonly nextVisit: number;
  readonly at: number;
}

/** What is to be remembered of a task besides its status. */
export interface NewTaskEvent {
  /** Unique in the run. */
  readonly id: string;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  readonly after: JsonObject;
  readonly at: number;
  /** The fields of the payload that is kept under this id are added to `after`; without one, `how: "temporal"`. */
  readonly messageId?: string;
}

export interface WorkflowWrite {
  readonly runKey: string;
  readonly resets?: readonly Reset[];
  readonly newTasks?: readonly NewTask[];
  /** In the order they were decided. The root's gives the run its status, times, output and error as well. */
  readonly transitions?: readonly Transition[];
  /** Everything below these paths that has not ended gets this end; what is being executed there is given up. */
  readonly endBelow?: readonly {
    readonly path: string;
    readonly version: Version;
    readonly status: 'skipped' | 'cancelled';
    readonly reason: EndReason;
    readonly at: number;
  }[];
  /** In the order they happened; each is written once, however often it comes. */
  readonly events?: readonly NewTaskEvent[];
  /** Fences of these executions, and of those before them, are raised: whatever they still return is dropped. */
  readonly raiseFences?: readonly { readonly path: string; readonly visit: number }[];
}

export interface TaskScope {
  readonly run: Pick<
    RunRecord,
    'runId' | 'workspace' | 'definitionId' | 'version' | 'startedAt' | 'createdAt' | 'parent' | 'startedBy'
  >;
  /** Only when asked for; else null. */
  readonly input: JsonValue;
  /** By path; a path that has no row is missing. */
  readonly tasks: ReadonlyMap<
    string,
    { readonly status: TaskStatus; readonly output: JsonValue; readonly error: ErrorRecord | null }
  >;
  /** By path, only of rows that have any. */
  readonly locals: ReadonlyMap<string, JsonObject>;
  /** Attributes as they stand now (they may have been rendered or changed), by path. */
  readonly attributes: ReadonlyMap<string, JsonObject>;
}

export interface ScopeQuery {
  readonly runKey: string;
  readonly needsInput: boolean;
  readonly outputsOf: readonly string[];
  readonly localsOf: readonly string[];
  readonly attributesOf: readonly string[];
}

export interface TaskTexts {
  readonly title?: string;
  readonly description?: string;
  readonly attributes?: JsonObject;
}

export interface TaskStore {
  /**
   * One transaction, in the order of the fields of a write. A row that exists is left as it is, except by transitions,
   * resets and endBelow.
   */
  write(write: WorkflowWrite): Promise<{
    /** Someone outside the run has to be told (its parent, dependents in other runs): rows are in the outbox. */
    readonly hasNotices: boolean;
  }>;
  read(runKey: string, path: string): Promise<TaskRecord | null>;
  readById(workspace: string, taskId: string): Promise<TaskRecord | null>;
  /** Depth first in the order of the definition; at most `limit` from `after` (an ordinal) on. */
  list(
    runKey: string,
    page?: { readonly limit: number; readonly after?: readonly number[] },
  ): Promise<readonly TaskRecord[]>;
  /** Without outputs, for live views. */
  summarize(runKey: string): Promise<readonly Omit<TaskRecord, 'output' | 'locals' | 'attributes'>[]>;
  /**
   * What a run goes on from that had ended: the generation of its last decision (0 where there is none), and by path the
   * last visit of what was once done there, where no row says so: rows of items and attached tasks come and go.
   */
  readLastVisits(
    runKey: string,
  ): Promise<{ readonly generation: number; readonly visits: ReadonlyMap<string, number> }>;
  /** How many tasks of the run stand how; a status that none has is missing. */
  countByStatus(runKey: string): Promise<Partial<Record<TaskStatus, number>>>;
  /** Only the children directly below, in order, with outputs. Attached tasks are no children. */
  listChildren(runKey: string, path: string): Promise<readonly TaskRecord[]>;
  readScope(query: ScopeQuery): Promise<TaskScope>;
  /** What was rendered as the task started, in place of what the definition says. Throws not_found. */
  describe(runKey: string, path: string, texts: TaskTexts): Promise<void>;
  /** Names that the task and everything below it see from now on, besides those they saw. Throws not_found. */
  writeLocals(runKey: string, path: string, locals: JsonObject): Promise<void>;
  /** Direct children's ids, statuses, outputs and errors, by id: what a container's `outputs` and `until` see. */
  readChildren(
    runKey: string,
    path: string,
  ): Promise<
    ReadonlyMap<string, { readonly status: TaskStatus; readonly output: JsonValue; readonly error: ErrorRecord | null }>
  >;
  /** Waits with this correlation key that are waiting for this signal now, over all runs of the workspace. */
  findWaiting(query: {
    readonly workspace: string;
    readonly signal: string;
    readonly correlation: string;
  }): Promise<readonly { readonly runKey: string; readonly path: string }[]>;
}
