/** A row of one of the two tables of events, as the trigger hands it on. `before` and `after` are JSON as text. */
export interface EventRow {
  readonly source: 'run' | 'task';
  readonly id: number;
  readonly run_key: string;
  /** Of a run's task. */
  readonly path?: string;
  readonly visit?: number;
  /** Of a generic task. */
  readonly workspace?: string;
  readonly task_id?: string;
  readonly type: string;
  readonly actor: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  readonly at: number;
}

/** What a channel and a hook are told of. Times are ISO 8601, UTC. */
export type Happening = {
  /** The same for whoever is told of it. */
  readonly id: string;
  /** `approval.waiting`, `task.failed`, `run.completed` and the like. */
  readonly event: string;
  readonly at: string;
  readonly workspace: string;
  readonly runId: string;
  /** The definition; of generic tasks the type of the root. */
  readonly definition: string;
  readonly version: string | null;
  readonly taskId: string | null;
  readonly path: string;
  readonly title: string;
  readonly type: string | null;
  readonly status: string;
  /** `system` where it was nobody. */
  readonly actor: string;
  readonly reason: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Of an approval that waits. */
  readonly approval: {
    readonly roles: readonly string[];
    readonly users: readonly string[];
    readonly stillNeeded: string;
  } | null;
  readonly dueAt: string | null;
  /** Whom an overdue task asks to be told. */
  readonly contacts: readonly string[];
  /** Channels that were named in a change of the lifecycle. */
  readonly channels: readonly string[];
  readonly notes: string | null;
  /** Where it can be decided, or seen. */
  readonly link: string | null;
};
