import type { AttachedId } from './path.js';
import type { NeedType } from './definition.js';

/**
 * What the run workflow knows of a definition: its shape, and no text, expression or value of the author's. Plans are
 * made on the activity side from the pinned definition and are small: names are short where they occur ten thousand
 * times.
 */
export interface TaskPlan {
  readonly id: string;
  readonly kind: string;
  readonly needs?: readonly PlannedNeed[];
  /** The activity side has something to evaluate or to write before the task starts (`createState`). */
  readonly prepares?: true;
  /** It has `outputs` of its own, which are evaluated when it has completed. */
  readonly outputs?: true;
  readonly onError?: 'continue' | 'handle';
  readonly attached?: Readonly<Partial<Record<AttachedId, TaskPlan>>>;
  /** Of the one attempt, where the workflow keeps the time: containers, waits, `external`, `run`, `workflow`. */
  readonly timeoutMs?: number;
  /** From the start of the task, all attempts together; a deadline that is a time or a template comes with the state. */
  readonly deadlineMs?: number;
  /** Written in the definition, in its order. */
  readonly children?: readonly TaskPlan[];
  /** What every child that is not written out (an item of a collection) looks like. */
  readonly item?: TaskPlan;
  /** What the Web UI calls the work: the action of a basic task. */
  readonly action?: string;
  /** The task queue of its attempts, inherited from above; the run's own when it is left out. */
  readonly queue?: string;
  /** Of its attempts among those that wait in the queue, from 1 (first) to 5; inherited from above, 3 when it is left out. */
  readonly priority?: number;
  /** Of one attempt, kept by the worker that runs it. */
  readonly attemptTimeoutMs?: number;
  /** Its action only computes, in well under 200 ms. */
  readonly isInstant?: true;
  /** Of the kind; only its orchestrator reads it. */
  readonly control?: unknown;
  /** Its kind says what happens at the deadline: it comes as the timer `timeout`. */
  readonly keepsDeadline?: true;
  /** Its children run in rounds: how they end in one is not how they have ended. */
  readonly repeats?: true;
  /** It is an approval of the work of these tasks: ids of siblings or absolute paths. */
  readonly guards?: readonly string[];
  /** An approval is about its work, so it matters who handed that in. */
  readonly isGuarded?: true;
  /** Something below it, or it itself, has a `compensate`. */
  readonly compensates?: true;
}

export interface PlannedNeed {
  /** A sibling's id or an absolute path. */
  readonly task: string;
  readonly run?: string;
  readonly type: NeedType;
  readonly output?: string;
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly quorum?: number;
}
