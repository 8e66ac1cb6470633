import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { OutputSource } from '../domain/output-source.js';
import type { EndReason, RunStatus, TaskStatus } from '../domain/status.js';
import type { WaitingFor } from '../domain/waiting.js';

/**
 * What Taskwright remembers. Every write may be repeated: it is keyed by run, path and visit (or by the id of a
 * message), and the later version of a transition wins, whatever order they arrive in. Two implementations, in memory
 * and on Postgres, pass one contract suite.
 *
 * Unless said otherwise, methods throw TaskwrightError: `unavailable` when the store cannot be reached (the caller may
 * try again), `invalid_input` when a value cannot be stored (not retried), `not_found` where a run is not known.
 * Times are milliseconds since the epoch. `runKey` is the run's Temporal workflow id, unique over all workspaces.
 */
export interface Store {
  readonly definitions: DefinitionStore;
  readonly runs: RunStore;
  readonly tasks: TaskStore;
  readonly attempts: AttemptStore;
  readonly messages: MessageStore;
  readonly outbox: OutboxStore;
  readonly events: EventStore;
  readonly audit: AuditStore;
  /** Answers once the store can be used. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

// definitions

export interface DefinitionRecord {
  readonly workspace: string;
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the body, hex. */
  readonly hash: string;
  /** The parsed definition as JSON text, byte for byte what was hashed. */
  readonly body: string;
  readonly createdAt: number;
}

export interface DefinitionStore {
  /** Keeps a body under its hash, for runs. Repeating it is harmless. */
  pin(body: { readonly hash: string; readonly body: string }): Promise<void>;
  /** Null when no such body was pinned. */
  readPinned(hash: string): Promise<string | null>;
  /** Keeps a definition under id and version. Throws conflict when another body stands there. `isNew` is false for a repeat. */
  push(definition: Omit<DefinitionRecord, 'createdAt'>): Promise<{ readonly isNew: boolean }>;
  /** The version asked for, else the highest by semantic versioning; null when there is none. */
  find(workspace: string, id: string, version?: string): Promise<DefinitionRecord | null>;
  /** By id, highest version first. */
  list(workspace: string): Promise<readonly Omit<DefinitionRecord, 'body'>[]>;
}

// runs

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
  create(run: NewRun, definitionBody: string): Promise<{ readonly isNew: boolean }>;
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

// tasks

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

// attempts

export interface Execution {
  readonly runKey: string;
  readonly path: string;
  readonly visit: number;
}

export interface BeginAttempt extends Execution {
  /**
   * Who asks, new for each try. The same caller gets the same attempt again, or its result; another one closes an open
   * attempt as lost, and a caller whose attempt was lost is fenced.
   */
  readonly caller: string;
  /** Of the decision that scheduled it: the task is shown in_progress unless a later one says otherwise. */
  readonly version: Version;
  readonly at: number;
  /** Of its run; what is asked for comes with an attempt that begins. */
  readonly scope?: Omit<ScopeQuery, 'runKey'> | undefined;
}

export type BegunAttempt =
  | {
      readonly state: 'begun';
      /** Within the visit, from 1, lost ones included. */
      readonly attempt: number;
      /** Attempts of this visit that ended as lost so far. */
      readonly lostCount: number;
      readonly fence: number;
      readonly taskStartedAt: number;
      readonly scope?: TaskScope;
    }
  /** It had finished already; nothing is to be done again. */
  | { readonly state: 'finished'; readonly attempt: number; readonly result: AttemptResult }
  /** The visit was given up before this attempt began: its fence was raised, a later visit stands, or a later decision has ended the task. */
  | { readonly state: 'fenced' };

/** What is kept of an attempt that ended. */
export interface AttemptResult {
  readonly status: 'completed' | 'failed' | 'timed_out' | 'cancelled' | 'skipped';
  readonly error: ErrorRecord | null;
  /** Set when the task is to be tried again: the execution is not finished then, and the task goes back to in_progress. */
  readonly retryInMs: number | null;
}

export interface FinishAttempt extends Execution {
  readonly fence: number;
  readonly attempt: number;
  readonly version: Version;
  readonly at: number;
  readonly result: AttemptResult;
  /** Of a completed attempt: becomes the task's output. */
  readonly output?: JsonValue;
  readonly attributes?: JsonObject;
}

export interface AttemptRecord extends Execution {
  readonly attempt: number;
  readonly status: 'open' | 'lost' | AttemptResult['status'];
  readonly error: ErrorRecord | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export interface FinishedAttempt {
  readonly accepted: boolean;
  /** A task of another run has registered that it waits for this one: a write of the workflow has to tell it. */
  readonly hasDependents?: boolean;
}

export interface AttemptStore {
  /** Answers in the order of the calls; many go out in one statement. */
  begin(attempts: readonly BeginAttempt[]): Promise<readonly BegunAttempt[]>;
  /** `accepted` is false for a fence that is no longer current: the result is dropped. Repeating an accepted one is accepted. */
  finish(attempts: readonly FinishAttempt[]): Promise<readonly FinishedAttempt[]>;
  list(runKey: string, path?: string): Promise<readonly AttemptRecord[]>;
}

// messages: signals, decisions, hand-ins

export interface NewSignal {
  /** Unique; a repeat with the same id is the same signal. */
  readonly id: string;
  readonly runKey: string;
  readonly name: string;
  readonly payload: JsonValue;
  readonly from: string;
  readonly receivedAt: number;
  /** Only this task. */
  readonly path?: string;
}

export interface SignalRecord extends NewSignal {
  readonly status: 'received' | 'consumed' | 'unmatched';
  /** Paths and visits of the waits that consumed it. */
  readonly consumedBy: readonly { readonly path: string; readonly visit: number }[];
}

export interface ConsumedSignal {
  readonly signal: SignalRecord;
  /** JSON text of the `distinct` value; null without `distinct`. */
  readonly distinctKey: string | null;
}

export interface JudgedSignals extends Execution {
  readonly consumed: readonly { readonly id: string; readonly distinctKey: string | null }[];
  /** Not matched by a wait that was waiting: recorded so unless another wait consumed it. */
  readonly unmatched: readonly string[];
}

export interface MessageStore {
  addSignals(signals: readonly NewSignal[]): Promise<void>;
  /** In the order of the ids asked for; unknown ids are left out. */
  readSignals(runKey: string, ids: readonly string[]): Promise<readonly SignalRecord[]>;
  listSignals(runKey: string): Promise<readonly SignalRecord[]>;
  /** Consumed by this execution so far, in the order they were received. */
  listConsumed(execution: Execution): Promise<readonly ConsumedSignal[]>;
  settleSignals(judged: JudgedSignals): Promise<void>;
  /**
   * Keeps what a person or agent handed in (a payload of `complete`, the comment of a decision) before the workflow is
   * told. A repeat with the same id is the same message.
   */
  addPayload(payload: {
    readonly id: string;
    readonly runKey: string;
    readonly value: JsonValue;
    readonly actor: string;
    readonly at: number;
  }): Promise<void>;
  readPayload(runKey: string, id: string): Promise<JsonValue | undefined>;
  /** Answers that were given to messages with an id, so that a repeat gets the same one. */
  readAnswer(runKey: string, id: string): Promise<JsonValue | undefined>;
  saveAnswer(runKey: string, id: string, answer: JsonValue): Promise<void>;
}

// outbox: what other runs have to be told

export type Notice =
  /** To a run's workflow: the child run that this task started has ended. */
  | {
      readonly type: 'run-ended';
      readonly path: string;
      readonly visit: number;
      readonly status: RunStatus;
      readonly error: ErrorRecord | null;
    }
  /** To a run's workflow: a task of another run that it waits for has ended. */
  | { readonly type: 'dependency-ended'; readonly dependencyId: string; readonly status: TaskStatus }
  /** To the workflow of a tree of generic tasks: something in it, or something that it waits for, has changed. */
  | { readonly type: 'tree-changed' }
  | { readonly type: 'signal'; readonly signalId: string; readonly name: string; readonly path: string | null };

export interface OutboxRow {
  /** The receiver's message id: a notice that arrives twice counts once. */
  readonly id: string;
  /** Whose write caused it; null (or left out) for what came from outside. */
  readonly fromRunKey?: string | null;
  readonly toRunKey: string;
  readonly notice: Notice;
  readonly createdAt: number;
}

export interface NewDependency {
  readonly id: string;
  readonly dependentRunKey: string;
  readonly dependentPath: string;
  readonly workspace: string;
  readonly prerequisiteRunId: string;
  readonly prerequisitePath: string;
  readonly at: number;
}

export interface OutboxStore {
  add(rows: readonly OutboxRow[]): Promise<void>;
  /** Undelivered rows that this run has caused, or all older than `olderThan` for the reconciler. */
  listUndelivered(query: {
    readonly fromRunKey?: string;
    readonly olderThan?: number;
    readonly limit: number;
  }): Promise<readonly OutboxRow[]>;
  /** Delivered, or its addressee is gone. */
  close(ids: readonly string[]): Promise<void>;
  /**
   * Registers that a task waits for a task of another run, and reads that one under the same lock: either it has ended
   * already, and the status that it counts as is returned, or a notice will be put in the outbox by the write that ends it.
   * A run or task that does not exist yet is expected.
   */
  registerDependency(dependency: NewDependency): Promise<{ readonly status: TaskStatus | null }>;
}

// events

/** Append-only: who changed what, when, from what to what, and why. */
export interface EventRecord {
  readonly id: string;
  readonly runKey: string;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly reason: string | null;
  readonly at: number;
}

/** What somebody did or decided, or what time did to an approval: one entry of the chain of its run. */
export interface AuditRecord {
  readonly runKey: string;
  /** Within the run, from 1, without gaps. */
  readonly number: number;
  readonly at: number;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  /** JSON text, byte for byte as it was hashed; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  /** The event that it was made from: of runs of definitions, or of generic tasks. */
  readonly source: 'events' | 'task_events';
  readonly sourceId: number;
  readonly previousHash: string;
  /** See `toAuditHash`. */
  readonly hash: string;
}

/** Append-only, and written by the store itself together with the events that it is made from. */
export interface AuditStore {
  list(query: {
    readonly runKey: string;
    /** Entries behind this number. */
    readonly after?: number;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;
  /** The first entry that its event does not bear out, or event that has no entry; null where both agree. */
  findStray(runKey: string): Promise<{ readonly number: number | null; readonly eventId: string } | null>;
  /** Runs of the workspace with entries, or with events that should have some; by key, behind `after`. */
  listRuns(query: {
    readonly workspace: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly { readonly runKey: string; readonly runId: string }[]>;
}

export interface EventStore {
  append(events: readonly Omit<EventRecord, 'id'>[]): Promise<void>;
  list(query: {
    readonly runKey: string;
    readonly path?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly EventRecord[]>;
}
