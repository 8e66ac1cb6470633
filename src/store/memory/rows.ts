import type { JsonValue } from '../../domain/json.js';
import type {
  ConcurrencyEntry,
  AttemptRecord,
  AttemptResult,
  DefinitionRecord,
  AuditRecord,
  EventRecord,
  NewDependency,
  OutboxRow,
  RunRecord,
  SignalRecord,
  TaskRecord,
} from '../store.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** `attempt` is the last number given out, also while the task shows none. */
export interface TaskRow extends Mutable<TaskRecord> {
  readonly workspace: string;
  readonly parentPath: string | null;
  /** The last segment of its path. */
  readonly segment: string;
  readonly position: number;
  /** Of the last transition, `` for none. */
  version: string;
  /** Of the last attempt that was begun in this visit, `` for none. */
  attemptVersion: string;
  /** For those who need it, where that is not its status. */
  countsAs: 'completed' | null;
  /** Executions up to this visit are given up. */
  fencedVisit: number;
  /** Of the last reset of what is below. */
  resetVersion: string;
}

export interface RunRow extends Mutable<RunRecord> {
  readonly requestToken: string;
  /** Decisions up to this time are dropped: the run was ended by someone else then. */
  endedOutsideAt: number | null;
  lastLookedAt: number;
}

export interface AttemptRow extends Mutable<Omit<AttemptRecord, 'status'>> {
  readonly caller: string;
  status: 'open' | 'lost' | 'given_up' | AttemptResult['status'];
  result: AttemptResult | null;
}

export interface SignalRow extends Mutable<Omit<SignalRecord, 'consumedBy'>> {
  readonly consumptions: { readonly path: string; readonly visit: number; readonly distinctKey: string | null }[];
}

export interface OutboxEntry extends Mutable<OutboxRow> {
  readonly fromRunKey: string | null;
  isDelivered: boolean;
}

export interface DependencyRow extends NewDependency {
  readonly prerequisiteRunKey: string;
  /** It had ended when it was registered, and needs no notice. */
  isAnswered: boolean;
}

/** Everything a memory store knows. */
export interface Rows {
  readonly bodies: Map<string, string>;
  readonly definitions: DefinitionRecord[];
  readonly runs: Map<string, RunRow>;
  /** By run, then by path. */
  readonly tasks: Map<string, Map<string, TaskRow>>;
  /** By run, in the order they began. */
  readonly attempts: Map<string, AttemptRow[]>;
  readonly signals: Map<string, SignalRow[]>;
  /** By run and id. */
  readonly payloads: Map<string, JsonValue>;
  readonly answers: Map<string, JsonValue>;
  readonly outbox: Map<string, OutboxEntry>;
  readonly dependencies: Map<string, DependencyRow>;
  /** In the order they came. */
  readonly concurrency: ConcurrencyEntry[];
  readonly events: EventRecord[];
  /** By run and id: which events of workflows are there. */
  readonly notes: Set<string>;
  readonly audit: AuditRecord[];
}

export function createRows(): Rows {
  return {
    bodies: new Map(),
    definitions: [],
    runs: new Map(),
    tasks: new Map(),
    attempts: new Map(),
    signals: new Map(),
    payloads: new Map(),
    answers: new Map(),
    outbox: new Map(),
    dependencies: new Map(),
    concurrency: [],
    events: [],
    notes: new Set(),
    audit: [],
  };
}

export function tasksOf(rows: Rows, runKey: string): Map<string, TaskRow> {
  return getOrAdd(rows.tasks, runKey, () => new Map());
}

export function attemptsOf(rows: Rows, runKey: string): AttemptRow[] {
  return getOrAdd(rows.attempts, runKey, () => []);
}

export function signalsOf(rows: Rows, runKey: string): SignalRow[] {
  return getOrAdd(rows.signals, runKey, () => []);
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const present = map.get(key);
  if (present !== undefined) return present;
  const added = create();
  map.set(key, added);
  return added;
}
