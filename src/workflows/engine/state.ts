import TinyQueue from 'tinyqueue';
import type { ApprovalStanding } from '../../domain/approval.js';
import type { Settlement } from '../../domain/outcome.js';
import { toChildPath, type AttachedId } from '../../domain/path.js';
import type { TaskPlan } from '../../domain/plan.js';
import type { EndReason, TaskStatus } from '../../domain/status.js';
import type { Change, Orchestrator, SignalHandler } from '../../orchestrators/orchestrator.js';
import type { WorkflowWrite } from '../../store/store.js';
import type { Rejection } from './accept.js';
import type { Effect } from './effects.js';
import { collectTargets, type Targets } from './targets.js';
import { createNode, planOfChild, type TaskNode } from './task-node.js';

export interface EarlySignal {
  readonly id: string;
  readonly path: string | null;
  readonly number: number;
  offeredTo: TaskNode | null;
}

/** What is remembered of an ended task when its node is forgotten. */
export interface EndFact {
  readonly status: TaskStatus;
  readonly settlement: Settlement;
  readonly reason: EndReason | null;
  readonly isGranted: boolean | null;
  readonly authors: readonly string[];
}

export interface TimerEntry {
  readonly dueAt: number;
  readonly node: TaskNode;
  readonly name: string;
}

/** Work that one event leads to, done in order and without recursion. */
export type Step =
  | { readonly node: TaskNode; readonly change: Change }
  | { readonly ended: TaskNode }
  /** What it waited for under that key has changed. */
  | { readonly woken: TaskNode; readonly key: string };

export type OrchestratorLookup = (kind: string) => Orchestrator & Partial<SignalHandler>;

/** The whole control state of one run. */
export interface RunState {
  readonly runKey: string;
  /** Counts the Temporal runs of the chain, from 1. */
  readonly generation: number;
  root: TaskNode;
  readonly orchestratorOf: OrchestratorLookup;
  now: number;
  /** When local work last came back: the workflow's own clock stands still while a workflow task goes on. */
  landedAt: number;
  counter: number;
  readonly steps: Step[];
  effects: Effect[];
  dirty: Dirty;
  readonly timers: TinyQueue<TimerEntry>;
  /** Blocked or holding tasks by the path they wait for. */
  readonly waiters: Map<string, Set<TaskNode>>;
  /** Tasks of other runs, by the id of the dependency. */
  readonly foreign: Map<string, TaskStatus | null>;
  /** Paths that somebody needs from elsewhere in the tree, and how they ended. */
  readonly targets: Targets;
  readonly endFacts: Map<string, EndFact>;
  /** Last visits of forgotten tasks, where they were above their parent's. */
  readonly visits: Map<string, number>;
  readonly subscribers: Map<string, Set<TaskNode>>;
  readonly early: Map<string, EarlySignal[]>;
  earlyCount: number;
  signalNumber: number;
  /** Signals of plain Temporal tools that this Temporal run has taken. */
  plainSignals: number;
  /** The last signals that were received: one that is sent again is the same. */
  readonly recentSignals: Set<string>;
  /** Decisions about tasks that are not approvals themselves, for those that need their approval. */
  readonly approvals: Map<string, ApprovalStanding>;
  /** Whether events that are no changes of a status are written: not in replays of what ran before there were any. */
  readonly keepsEvents: () => boolean;
  readonly attemptQueue: TaskNode[];
  attemptsUnderWay: number;
  /** No new ordinary attempts: the run wants to continue as new. */
  isDraining: boolean;
  isCancelRequested: boolean;
  /** Nothing new starts. */
  isPaused: boolean;
  /** Who has paused or resumed it, where the root cannot show it yet. */
  unshownBy: string | null;
  /** While it is paused: attached tasks, and the root, whose needs are met. Children wait in the queues of their parents. */
  readonly held: TaskNode[];
  /** What became of requests to restart tasks, by their ids, until whoever asked has been told. */
  readonly replies: Map<string, Rejection | null>;
  readonly unblocked: TaskNode[];
}

/** Changes for the store that have not gone out yet, in the order they were decided. */
export interface Dirty {
  transitions: NonNullable<WorkflowWrite['transitions']>[number][];
  resets: NonNullable<WorkflowWrite['resets']>[number][];
  endBelow: NonNullable<WorkflowWrite['endBelow']>[number][];
  raiseFences: NonNullable<WorkflowWrite['raiseFences']>[number][];
  events: NonNullable<WorkflowWrite['events']>[number][];
}

export const NO_DIRTY = (): Dirty => ({ transitions: [], resets: [], endBelow: [], raiseFences: [], events: [] });

export function createRunState(options: {
  readonly runKey: string;
  readonly generation: number;
  readonly plan: TaskPlan;
  readonly orchestratorOf: OrchestratorLookup;
  readonly now: number;
  readonly keepsEvents?: () => boolean;
}): RunState {
  return {
    runKey: options.runKey,
    generation: options.generation,
    root: createNode({ path: '/', plan: options.plan, parent: null, visit: 1 }),
    orchestratorOf: options.orchestratorOf,
    now: options.now,
    landedAt: 0,
    counter: 0,
    steps: [],
    effects: [],
    dirty: NO_DIRTY(),
    timers: new TinyQueue<TimerEntry>([], (left, right) => left.dueAt - right.dueAt),
    waiters: new Map(),
    foreign: new Map(),
    targets: collectTargets(options.plan),
    endFacts: new Map(),
    visits: new Map(),
    subscribers: new Map(),
    early: new Map(),
    earlyCount: 0,
    signalNumber: 0,
    plainSignals: 0,
    recentSignals: new Set(),
    approvals: new Map(),
    keepsEvents: options.keepsEvents ?? (() => true),
    attemptQueue: [],
    attemptsUnderWay: 0,
    isDraining: false,
    isCancelRequested: false,
    isPaused: false,
    unshownBy: null,
    held: [],
    replies: new Map(),
    unblocked: [],
  };
}

/** Orders decisions over the whole chain of Temporal runs; see `Version` in the store. */
export function nextVersion(run: RunState): string {
  run.counter += 1;
  return `${pad(run.generation, 6)}.${pad(run.now, 15)}.${pad(run.counter, 9)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** The live node at a path; undefined where nothing was opened or all was forgotten. */
export function findNode(run: RunState, path: string): TaskNode | undefined {
  let node: TaskNode | undefined = run.root;
  if (path === '/') return node;
  for (const segment of path.slice(1).split('/')) {
    node = node?.children.get(segment) ?? node?.attached.get(segment as AttachedId);
    if (!node) return undefined;
  }
  return node;
}

/** Makes the node of a child that is opened, decided or started for the first time in this round. */
export function addChild(run: RunState, parent: TaskNode, id: string): TaskNode {
  const existing = parent.children.get(id);
  if (existing) return existing;
  const plan = planOfChild(parent, id);
  if (!plan) throw new RangeError(`${parent.path} has no child ${id}`);
  const path = toChildPath(parent.path, id);
  const node = createNode({ path, plan, parent, visit: nextVisit(run, path, parent.visit) });
  parent.children.set(id, node);
  parent.openBelow += 1;
  return node;
}

/** From 1; never one that an earlier round has used. */
export function nextVisit(run: RunState, path: string, parentVisit: number): number {
  const last = run.visits.get(path);
  return last === undefined ? parentVisit : Math.max(last + 1, parentVisit);
}

export function push(run: RunState, node: TaskNode, change: Change): void {
  run.steps.push({ node, change });
}
