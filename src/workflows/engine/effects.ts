import type { Failure } from '../../domain/outcome.js';
import type { JsonValue } from '../../domain/json.js';
import type { ActionHost, AttemptOutcome, TaskMessage } from '../../orchestrators/orchestrator.js';
import type { TaskStatus } from '../../domain/status.js';
import type { RestartRequest } from './restart.js';
import type { StoredTasks } from './stored-tasks.js';

/** What the reducer wants done outside of it. Each answers with the event of the same name, unless it says otherwise. */
export type Effect =
  | { readonly type: 'create-state'; readonly path: string; readonly visit: number; readonly version: string }
  | {
      readonly type: 'attempt';
      readonly by: ActionHost;
      readonly path: string;
      readonly visit: number;
      readonly version: string;
      /** Of the whole task; null without a deadline. */
      readonly deadlineAt: number | null;
    }
  /** Answered by the `attempt` that it stops. */
  | { readonly type: 'cancel-attempt'; readonly path: string; readonly visit: number; readonly hostedId: string | null }
  | {
      readonly type: 'ask';
      readonly path: string;
      readonly visit: number;
      readonly version: string;
      readonly question: string;
      readonly detail: JsonValue;
    }
  | {
      readonly type: 'register-dependency';
      readonly id: string;
      readonly path: string;
      readonly run: string;
      readonly task: string;
    }
  /** A signal from a plain Temporal tool, whose payload has to be kept first. */
  | { readonly type: 'store-signal'; readonly signal: PlainSignal }
  /** What stands in the store of tasks that have ended, for what is to be done again. */
  | { readonly type: 'recall'; readonly request: RestartRequest }
  /** No answer. */
  | { readonly type: 'record-unmatched'; readonly ids: readonly string[] };

export interface PlainSignal {
  readonly id: string;
  readonly name: string;
  readonly payload: JsonValue;
  readonly receivedAt: number;
}

/** What happens to a run, in the words of the reducer. */
export type EngineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'state-created'; readonly path: string; readonly visit: number; readonly result: StateResult }
  | {
      readonly type: 'attempt-ended';
      readonly path: string;
      readonly visit: number;
      readonly outcome: AttemptOutcome | { readonly status: 'cancelled' };
      /** A task of another run waits for this one. */
      readonly hasDependents?: boolean;
    }
  /** A workflow of its own works on the task now. */
  | { readonly type: 'hosted-started'; readonly path: string; readonly visit: number; readonly workflowId: string }
  | { readonly type: 'hosted-ended'; readonly path: string; readonly visit: number; readonly detail: JsonValue }
  | {
      readonly type: 'answered';
      readonly path: string;
      readonly visit: number;
      readonly question: string;
      readonly result: { readonly answer: JsonValue } | { readonly failure: Failure };
    }
  | { readonly type: 'clock' }
  | { readonly type: 'signal'; readonly id: string; readonly name: string; readonly path: string | null }
  | { readonly type: 'plain-signal'; readonly name: string; readonly payload: JsonValue }
  | { readonly type: 'message'; readonly path: string; readonly message: TaskMessage }
  | { readonly type: 'dependency-ended'; readonly id: string; readonly status: TaskStatus }
  | { readonly type: 'cancel-requested' }
  | { readonly type: 'pause' | 'resume'; readonly by: string }
  | { readonly type: 'restart'; readonly request: RestartRequest }
  /** Null where it is more than a run can carry. */
  | { readonly type: 'recalled'; readonly request: RestartRequest; readonly stored: StoredTasks | null }
  /** Nothing happened to the run, but what was on its way outside is over. */
  | { readonly type: 'wake' };

/** What `createTaskState` tells the workflow about one task. */
export type StateResult =
  | {
      readonly outcome: 'started';
      readonly control: JsonValue;
      /** Children made from items; null for those written in the definition. */
      readonly itemCount: number | null;
      readonly deadlineAt: number | null;
      readonly isWaiting: boolean;
    }
  | { readonly outcome: 'completed' }
  /** The root waits for tasks of other runs first; nothing was evaluated. */
  | { readonly outcome: 'blocked' }
  /** Others with the same key have to end first; nothing is written. */
  | {
      readonly outcome: 'in-line';
      readonly behind: readonly { readonly runId: string; readonly path: string }[];
      readonly deadlineAt: number | null;
    }
  | { readonly outcome: 'skipped'; readonly reason: 'when' | 'dependency_failed' }
  | { readonly outcome: 'failed'; readonly failure: Failure };
