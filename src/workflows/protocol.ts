import type { ApprovalWord } from '../domain/approval.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { Failure } from '../domain/outcome.js';
import type { RunStatus, TaskStatus } from '../domain/status.js';
import type { RetryRule } from '../orchestrators/kind.js';
import type { AttemptOutcome } from '../orchestrators/orchestrator.js';
import type { Notice, WorkflowWrite } from '../store/store.js';
import type { ControlRequest } from './engine/control.js';
import type { Effect, StateResult } from './engine/effects.js';
import type { RestartRequest } from './engine/restart.js';
import type { Snapshot } from './engine/snapshot.js';
import type { StoredTasks } from './engine/stored-tasks.js';
import { TREE_CHANGED } from './tree-protocol.js';

/**
 * The messages between a run's workflow and the rest, each defined once: what starts it, what it calls, what it takes.
 * Names of our own contain a colon, so that no signal, action or kind of the author's ever meets one.
 */

/** The argument of every run's workflow, whose type is the definition's id. */
export interface RunInput {
  readonly definitionHash: string;
  /** Authors' durations are multiplied by it; 1 outside tests. */
  readonly timeScale: number;
  /** From so many events on, the run continues as new as soon as it is quiet. */
  readonly historyLimit: number;
  /** Of the chain of Temporal runs, from 1. */
  readonly generation: number;
  /** Left out on the first one. */
  readonly snapshot?: Snapshot;
  /** The run had ended, and goes on with what is asked for: its control state is made from the store. */
  readonly revival?: RestartRequest;
}

export const DEFAULT_HISTORY_LIMIT = 1_500;

/** What an attempt may take where nothing is planned. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 5 * 60_000;

/** Which run, and where its definition is. */
export interface RunRef {
  readonly runKey: string;
  readonly definitionHash: string;
  readonly timeScale: number;
}

export interface TaskRef {
  readonly path: string;
  readonly visit: number;
  readonly version: string;
}

/** Changes that the workflow has decided. */
export type Carried = Omit<WorkflowWrite, 'runKey' | 'newTasks'>;

/**
 * Activities of the engine, by the names that stand in histories. An action or a kind cannot have such a name; those
 * stand for themselves.
 */
export const ACTIVITIES = {
  /** Local: everything that a run has to ask or to do at one moment. */
  performEffects: 'taskwright:performEffects',
  /** Local: evaluates what the tasks need to start, and writes them with everything that is statically below. */
  createTaskState: 'taskwright:createTaskState',
  /** Local: a page of the plan. */
  readPlan: 'taskwright:readPlan',
  /** Ordinary: tells other runs what this one has caused to be told. */
  deliverNotices: 'taskwright:deliverNotices',
} as const;

/** What is read of the tasks of a run that are to be done again, as JSON: Temporal takes twice as much in one result. */
export const MAX_RECALLED_BYTES = 1024 * 1024;

/** What is done in a local activity: all but the attempts that any worker may run, and what stops them. */
export type LocalEffect = Exclude<Effect, { readonly type: 'cancel-attempt' }>;

export interface PerformInput extends RunRef {
  /** Goes to the store before all else begins. */
  readonly write?: Carried;
  /** Done side by side. */
  readonly effects: readonly LocalEffect[];
}

export interface PerformOutput {
  /** In the order of the effects. */
  readonly answers: readonly LocalAnswer[];
  /** Other runs have to be told something. */
  readonly hasNotices: boolean;
  /** When it was done, by the worker's clock; not in histories of earlier versions. */
  readonly at?: number;
  /** How long it took, in milliseconds; not in histories of earlier versions. */
  readonly tookMs?: number;
}

/** To `create-state`, `ask`, an inline `attempt`, one that runs elsewhere, `register-dependency`, `recall`; else null. */
export type LocalAnswer =
  | { readonly state: StateResult }
  | { readonly answered: QuestionOutput }
  | { readonly report: AttemptReport }
  | { readonly plan: HostedPlan }
  | { readonly ended: TaskStatus | null }
  | { readonly recalled: StoredTasks | null }
  | null;

export interface CreateStateInput extends RunRef {
  readonly tasks: readonly TaskRef[];
  /** The first page of the plan comes with the state of the root. */
  readonly wantsPlan?: boolean;
}

export interface CreateStateOutput {
  readonly results: readonly StateResult[];
  readonly hasNotices: boolean;
  /** When it was done, by the worker's clock; not in histories of earlier versions. */
  readonly at?: number;
  readonly plan?: PlanPage;
}

/** A piece of the plan's JSON text, of at most 256 KiB. */
export interface PlanPage {
  readonly text: string;
  /** Null on the last page. */
  readonly next: number | null;
}

export interface QuestionInput extends RunRef {
  readonly task: TaskRef;
  readonly question: string;
  readonly detail: JsonValue;
}

export type QuestionOutput = { readonly answer: JsonValue } | { readonly failure: Failure };

export interface AttemptInput extends RunRef {
  readonly task: TaskRef;
  /** Runs inside the workflow task; the caller is then made unique by the activity. */
  readonly isInline: boolean;
  /** After which nothing may go on, null without a deadline. */
  readonly deadlineAt: number | null;
}

export interface AttemptReport {
  readonly outcome: AttemptOutcome | { readonly status: 'cancelled' };
  readonly hasDependents?: boolean;
}

/** The type of the failure with which `runAction` reports how an attempt ended for good; its details hold the report. */
export const ATTEMPT_FAILED = 'taskwright:attempt-failed';

/** What is to be started as a workflow of its own, or why it cannot be. */
export type HostedPlan =
  | {
      readonly type: 'run';
      readonly workflowType: string;
      readonly workflowId: string;
      readonly runId: string;
      readonly input: RunInput;
      readonly isWaitedFor: boolean;
    }
  | {
      readonly type: 'foreign';
      readonly target: 'activity' | 'workflow';
      readonly name: string;
      readonly queue: string;
      readonly args: readonly JsonValue[];
      readonly timeoutMs: number | null;
      readonly retry: RetryRule;
    }
  | { readonly type: 'skipped' }
  | { readonly type: 'failed'; readonly failure: Failure };

/** Signals that the engine sends itself. */
export const SIGNALS = {
  signal: 'taskwright:signal',
  runEnded: 'taskwright:run-ended',
  hostedEnded: 'taskwright:hosted-ended',
  attemptEnded: 'taskwright:attempt-ended',
  dependencyEnded: 'taskwright:dependency-ended',
} as const;

/** What a run is told by a notice of another one. */
export function toSignal(notice: Notice): { readonly name: string; readonly message: object } {
  switch (notice.type) {
    case 'run-ended':
      return { name: SIGNALS.runEnded, message: notice };
    case 'dependency-ended':
      return { name: SIGNALS.dependencyEnded, message: notice };
    case 'tree-changed':
      return { name: TREE_CHANGED, message: {} };
    case 'signal': {
      const message: SignalMessage = { id: notice.signalId, name: notice.name, path: notice.path };
      return { name: SIGNALS.signal, message };
    }
  }
}

export interface SignalMessage {
  readonly id: string;
  readonly name: string;
  readonly path: string | null;
}

export interface RunEndedMessage {
  readonly path: string;
  readonly visit: number;
  readonly status: RunStatus;
  readonly error: ErrorRecord | null;
}

export interface HostedEndedMessage {
  readonly path: string;
  readonly visit: number;
  readonly result:
    | { readonly output: JsonValue }
    | { readonly failure: { readonly message: string; readonly isTimeout: boolean; readonly isCancelled: boolean } };
}

/** From the host of an attempt that takes long. */
export interface AttemptEndedMessage {
  readonly path: string;
  readonly visit: number;
  readonly report: AttemptReport;
}

export interface DependencyEndedMessage {
  readonly dependencyId: string;
  readonly status: TaskStatus;
}

/** Updates: answered at once, and refused without a trace. */
export const UPDATES = {
  complete: 'taskwright:complete',
  decide: 'taskwright:decide',
  control: 'taskwright:control',
} as const;

export interface CompleteMessage {
  /** Its payload is in the store under it; a repeat is the same message. */
  readonly id: string;
  readonly path: string;
  readonly by: string;
  readonly outcome: 'completed' | 'failed';
  readonly [key: string]: JsonValue;
}

export interface DecideMessage {
  readonly id: string;
  readonly path: string;
  readonly by: string;
  readonly roles: readonly string[];
  /** A delegation says `to` whom as well. */
  readonly decision: ApprovalWord;
  readonly [key: string]: JsonValue;
}

/** Of the whole run. Answered when what it led to is written. */
export type ControlMessage = ControlRequest & { readonly [key: string]: JsonValue };

/** What an update answers. A refusal comes as an ApplicationFailure of this type, its code in the details. */
export const REFUSED = 'taskwright:refused';
