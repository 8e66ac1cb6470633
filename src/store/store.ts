import type { AttemptStore } from './contract/attempts.js';
import type { ConcurrencyStore } from './contract/concurrency.js';
import type { DefinitionStore } from './contract/definitions.js';
import type { AuditStore, EventStore } from './contract/events.js';
import type { MessageStore } from './contract/messages.js';
import type { OutboxStore } from './contract/outbox.js';
import type { RunStore } from './contract/runs.js';
import type { TaskStore } from './contract/tasks.js';

export type { ConcurrencyEntry, ConcurrencyStore } from './contract/concurrency.js';
export type { DefinitionRecord, DefinitionStore } from './contract/definitions.js';
export type { NewRun, RunParent, RunRecord, RunStore } from './contract/runs.js';
export type {
  NewTask,
  NewTaskEvent,
  Reset,
  ScopeQuery,
  TaskRecord,
  TaskScope,
  TaskStore,
  TaskTexts,
  Transition,
  WorkflowWrite,
} from './contract/tasks.js';
export type {
  AttemptRecord,
  AttemptResult,
  AttemptStore,
  BeginAttempt,
  BegunAttempt,
  Execution,
  FinishAttempt,
  FinishedAttempt,
} from './contract/attempts.js';
export type { JudgedSignals, MessageStore, NewSignal, SignalRecord } from './contract/messages.js';
export type { NewDependency, Notice, OutboxRow, OutboxStore } from './contract/outbox.js';
export type { AuditRecord, AuditStore, EventRecord, EventStore } from './contract/events.js';

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
  readonly concurrency: ConcurrencyStore;
  readonly events: EventStore;
  readonly audit: AuditStore;
  /** Answers once the store can be used. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
