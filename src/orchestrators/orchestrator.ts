import type { Failure, Settlement } from '../domain/outcome.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { OutputSource } from '../domain/output-source.js';
import type { TaskPlan } from '../domain/plan.js';
import type { EndReason } from '../domain/status.js';
import type { WaitingFor } from '../domain/waiting.js';

/**
 * The workflow side of a kind: a pure, synchronous function of a task, what has just changed and the time. It runs in
 * the sandbox, so it may not import zod, expressions, stores or activities.
 */
export interface Orchestrator<Settings = unknown> {
  readonly kind: string;
  /** Its children run one after another, and what comes later builds on what came before. */
  readonly isOrdered?: true;
  /** The control state of a container that had ended and goes on with these children; null unless said. */
  reopened?(children: readonly { readonly id: string; readonly reason: EndReason | null }[]): JsonValue;
  /** Returns the next control state of the task and what is to be done about it. Must not change `self`. */
  advance(self: TaskView<Settings>, change: Change, now: number): Decision;
}

/** What an orchestrator sees of its task: its own control state, and counts instead of children. */
export interface TaskView<Settings = unknown> {
  readonly path: string;
  readonly plan: TaskPlan;
  /** `plan.control`, as the kind's own `plan` wrote it. */
  readonly settings: Settings;
  readonly visit: number;
  /** What `createState` found, and after it whatever the orchestrator itself returned last. */
  readonly control: JsonValue;
  readonly counts: ChildCounts;
  /** Of the child that failed first in this round, the innermost one. */
  readonly firstFailure: Failure | null;
}

/** Children of the current round by how they stand. */
export interface ChildCounts {
  readonly total: number;
  /** Opened, needs met, not started. */
  readonly ready: number;
  /** Started and not ended. */
  readonly active: number;
  readonly ended: number;
  readonly completed: number;
  /** Also timed out, and cancelled from outside. */
  readonly failed: number;
  readonly skipped: number;
  /** Stopped by a strategy. */
  readonly cancelled: number;
}

export type Change =
  /** Also once more, when some of its children are to be done again. */
  | { readonly type: 'started' }
  /** A child that was opened has all its needs met and may be started. */
  | { readonly type: 'child-ready'; readonly id: string }
  | { readonly type: 'child-ended'; readonly id: string; readonly settlement: Settlement }
  /** Children that `cancel-children` found unopened count as ended now. */
  | { readonly type: 'children-given-up' }
  /** The task's own attempt has ended (leaves), or a question it asked was answered. */
  | { readonly type: 'attempt-ended'; readonly outcome: AttemptOutcome }
  | { readonly type: 'answered'; readonly question: string; readonly answer: JsonValue }
  /** What was asked could not be evaluated. */
  | { readonly type: 'unanswered'; readonly question: string; readonly failure: Failure }
  | { readonly type: 'timer'; readonly name: string }
  /** Signals of the subscription, in the order they came; `settle-signals` answers before more are offered. */
  | { readonly type: 'signals-offered'; readonly ids: readonly string[]; readonly areEarly: boolean }
  /** A decision or hand-in was addressed to this task; its kind says what it means. */
  | { readonly type: 'message'; readonly message: TaskMessage };

export type AttemptOutcome =
  | { readonly status: 'completed' }
  | { readonly status: 'skipped' }
  /** To be tried again: an inline attempt failed, or the run was paused between two tries. */
  | { readonly status: 'retry'; readonly inMs: number }
  | { readonly status: 'failed' | 'timed_out'; readonly failure: Failure };

export type TaskMessage = { readonly name: string; readonly id: string; readonly [key: string]: JsonValue };

/**
 * Where an action runs: as an activity on a queue, inside the workflow task, as such an activity in a workflow of its
 * own (`hosted`, for what takes long), as a run of its own, or as an activity or
 * workflow that other Temporal workers know.
 */
export type ActionHost = 'queue' | 'inline' | 'hosted' | 'run' | 'activity' | 'workflow';

/** What a kind that takes signals or decisions adds to its orchestrator. */
export interface SignalHandler {
  /** The signals it wants now; null when it wants none (any more). */
  subscription(self: TaskView): { readonly name: string } | null;
  /** Whether it waits for messages of this name: `decide` or `complete`. */
  awaits(self: TaskView, messageName: string): boolean;
  /** Whether a message that it waits for may be applied. `authors` are those who did the work that the task guards. */
  accept(self: TaskView, message: TaskMessage, authors: readonly string[]): Refusal | null;
}

export interface RecordedEvent {
  /** Such as `decision.approve` or `approval.reminded`. */
  readonly type: string;
  /** Null: nobody, time did it. */
  readonly by: string | null;
  readonly after: JsonObject;
  /** Of the message that said it: what is kept under it belongs to the event. */
  readonly messageId?: string;
}

export interface Refusal {
  readonly code: 'conflict' | 'forbidden';
  /** A full sentence. */
  readonly reason: string;
}

/** New control state (left out: as it was) and commands, performed in order. */
export interface Decision {
  readonly control?: JsonValue;
  readonly commands: readonly Command[];
}

/** What an orchestrator asks the workflow to do. The whole vocabulary; a new kind needs no new word. */
export type Command =
  /** Look at the needs of these children: each is answered by `child-ready`, or ends as skipped. */
  | { readonly type: 'open-children'; readonly ids: readonly string[] }
  /** Starts that many of the children that are ready, in the order they became so. */
  | { readonly type: 'start-ready'; readonly count: number }
  /** Children that are not to run any more end as skipped, without having started. */
  | {
      readonly type: 'skip-children';
      readonly ids: readonly string[];
      readonly reason: 'case_not_taken' | 'earlier_task_failed';
    }
  /**
   * Ends every child and attached task that has not: the running ones are stopped, the others never start. Each answers
   * `child-ended`; those that were not opened, `children-given-up`.
   */
  | { readonly type: 'cancel-children' }
  /** Begins a new round: children are forgotten and may be opened again as a new visit. */
  | { readonly type: 'reset-children' }
  /** Undo what completed, last first, then answer `answered` with the question `compensated`. */
  | { readonly type: 'compensate' }
  /** Runs the task that hangs on this one under that name; `child-ended` follows with this id. */
  | { readonly type: 'start-attached'; readonly id: 'process' | 'on_timeout' }
  /** Executes the task's own action; `attempt-ended` follows. */
  | { readonly type: 'run-action'; readonly by: ActionHost }
  /** Asks the activity side; `answered` follows. */
  | { readonly type: 'ask'; readonly question: string; readonly detail?: JsonValue }
  | { readonly type: 'set-timer'; readonly name: string; readonly dueAt: number }
  | { readonly type: 'clear-timer'; readonly name: string }
  /** Signals that were offered: consumed here, or judged and not wanted. Others of the offer stay to be offered. */
  | { readonly type: 'settle-signals'; readonly rejected: readonly string[]; readonly consumed?: readonly string[] }
  /** What it waits for has changed, and people have to see it. */
  | { readonly type: 'show-waiting'; readonly waiting: WaitingFor }
  /** An event of the task besides its status: what somebody said, or has to be told. */
  | { readonly type: 'record'; readonly event: RecordedEvent }
  /** The tasks handed in from outside that this one needs are to be worked on again. */
  | { readonly type: 'reopen-guarded' }
  /** `isGranted`: it was an approval, and it was given. */
  | { readonly type: 'complete'; readonly output: OutputSource; readonly isGranted?: true }
  /** `handledBy`: it counts as completed all the same, with this output. */
  | {
      readonly type: 'fail';
      readonly failure: Failure;
      readonly status?: 'failed' | 'timed_out';
      readonly handledBy?: OutputSource;
    }
  | { readonly type: 'skip' };
