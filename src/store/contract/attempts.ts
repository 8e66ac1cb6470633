import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { ScopeQuery, TaskScope, Version } from './tasks.js';

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
