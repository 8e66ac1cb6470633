import type { ErrorRecord } from '../../domain/errors.js';
import type { RunStatus, TaskStatus } from '../../domain/status.js';

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
