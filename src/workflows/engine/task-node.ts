import type { Failure, Settlement } from '../../domain/outcome.js';
import type { AttachedId } from '../../domain/path.js';
import type { JsonValue } from '../../domain/json.js';
import type { OutputSource } from '../../domain/output-source.js';
import type { TaskPlan } from '../../domain/plan.js';
import type { EndReason, TaskStatus } from '../../domain/status.js';
import type { ActionHost, TaskView } from '../../orchestrators/orchestrator.js';
import { createTaskQueue, type TaskQueue } from './task-queue.js';

/**
 * Where a task stands in the workflow. `blocked` and `ready` have not started; `preparing` waits for its state;
 * `finishing` for its `outputs`; `handling` for its `on_error`; `holding` for a prerequisite of its completion.
 */
export type Phase = 'blocked' | 'ready' | 'preparing' | 'running' | 'finishing' | 'handling' | 'holding' | 'ended';

/** Why a task is being stopped, and what it will be when everything below it has stopped. */
export interface Stop {
  readonly as: 'cancelled' | 'timed_out';
  readonly reason: EndReason;
  /** Cancelled by someone, not by a strategy: counts as failed. */
  readonly isOutside: boolean;
}

export interface Counts {
  ready: number;
  active: number;
  ended: number;
  completed: number;
  failed: number;
  skipped: number;
  cancelled: number;
}

/** One task that has been opened. What has not been opened, or was forgotten after it ended, has no node. */
export interface TaskNode {
  readonly path: string;
  readonly plan: TaskPlan;
  readonly parent: TaskNode | null;
  readonly attachedId: AttachedId | null;
  visit: number;
  phase: Phase;
  status: TaskStatus;
  settlement: Settlement | null;
  reason: EndReason | null;
  failure: Failure | null;
  /** Null for a task that is no approval. */
  isGranted: boolean | null;
  hasStarted: boolean;
  /** While it has not started: a container that had ended, and goes on with what is left of it when its turn comes. */
  goesOn: boolean;
  control: JsonValue;
  /** Children of this round, also those that were not opened. */
  total: number;
  readonly counts: Counts;
  readonly children: Map<string, TaskNode>;
  readonly attached: Map<AttachedId, TaskNode>;
  /** How many of the children that were opened, and of the attached tasks, have not ended. */
  openBelow: number;
  readonly readyQueue: TaskQueue;
  firstFailure: Failure | null;
  stop: Stop | null;
  attempt: 'none' | 'queued' | 'running';
  attemptBy: ActionHost | null;
  /** The workflow that works on it, when it runs as one. */
  hostedId: string | null;
  readonly asks: Map<string, JsonValue>;
  readonly timers: Map<string, number>;
  mailbox: Mailbox | null;
  compensation: Compensation | null;
  /** While `finishing` or `holding`: the output it will have without `outputs`. */
  pendingOutput: OutputSource | null;
  /** While `handling`: how it will have ended. */
  failedAs: 'failed' | 'timed_out';
  /** While `blocked` or `holding`: what it waits for, by the keys of `waiters`. */
  readonly waitsFor: Set<string>;
  /** Who handed in the results of it and of what is below, where an approval guards it. */
  authors: readonly string[];
  /** The approval that asked for changes, while they are being made. */
  reworkFor: TaskNode | null;
  /** Who sent the message that led to what is decided next; null when nobody did. */
  actor: string | null;
  /** A task of another run waits for it, and is told by a write of the workflow. */
  isWatched: boolean;
}

export interface Mailbox {
  readonly name: string;
  /** Came while it was waiting, not judged yet. */
  queue: string[];
  offered: readonly string[];
  areEarly: boolean;
  /** Early signals up to this number were judged and not wanted. */
  cursor: number;
}

export interface Compensation {
  readonly queue: TaskNode[];
  current: TaskNode | null;
}

export function createNode(options: {
  readonly path: string;
  readonly plan: TaskPlan;
  readonly parent: TaskNode | null;
  readonly attachedId?: AttachedId;
  readonly visit: number;
}): TaskNode {
  return {
    path: options.path,
    plan: options.plan,
    parent: options.parent,
    attachedId: options.attachedId ?? null,
    visit: options.visit,
    phase: 'blocked',
    status: 'pending',
    settlement: null,
    reason: null,
    failure: null,
    isGranted: options.plan.guards ? false : null,
    hasStarted: false,
    goesOn: false,
    control: null,
    total: options.plan.children?.length ?? 0,
    counts: { ready: 0, active: 0, ended: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 },
    children: new Map(),
    attached: new Map(),
    openBelow: 0,
    readyQueue: createTaskQueue(),
    firstFailure: null,
    stop: null,
    attempt: 'none',
    attemptBy: null,
    hostedId: null,
    asks: new Map(),
    timers: new Map(),
    mailbox: null,
    compensation: null,
    pendingOutput: null,
    failedAs: 'failed',
    waitsFor: new Set(),
    authors: [],
    reworkFor: null,
    actor: null,
    isWatched: false,
  };
}

/** The plan of a child, written in the definition or made from an item. */
export function planOfChild(node: TaskNode, id: string): TaskPlan | undefined {
  if (node.plan.item) return { ...node.plan.item, id };
  let byId = childPlans.get(node.plan);
  if (!byId) {
    byId = new Map((node.plan.children ?? []).map((child) => [child.id, child]));
    childPlans.set(node.plan, byId);
  }
  return byId.get(id);
}

const childPlans = new WeakMap<TaskPlan, ReadonlyMap<string, TaskPlan>>();

/** What the kind of a task sees of it. */
export function toView(node: TaskNode): TaskView {
  return {
    path: node.path,
    plan: node.plan,
    settings: node.plan.control,
    visit: node.visit,
    control: node.control,
    counts: { ...node.counts, total: node.total },
    firstFailure: node.firstFailure,
  };
}
