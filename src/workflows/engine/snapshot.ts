import type { ApprovalDecision, ApprovalStanding } from '../../domain/approval.js';
import type { AttachedId } from '../../domain/path.js';
import type { TaskPlan } from '../../domain/plan.js';
import type { TaskStatus } from '../../domain/status.js';
import { packEarly, unpackEarly, type EarlySnapshot } from './early-snapshot.js';
import type { Effect } from './effects.js';
import { watchNeeds } from './gates.js';
import { packIds, unpackIds } from '../../domain/pack-ids.js';
import {
  addChild,
  createNode,
  createRunState,
  findNode,
  nextVersion,
  type EndFact,
  type OrchestratorLookup,
  type RunState,
  type TaskNode,
} from './state.js';

/**
 * The control state of a quiet run, as it is handed to the next Temporal run. The plan is not part of it: it is read
 * again from the pinned definition. At most `MAX_SNAPSHOT_BYTES` of JSON.
 */
export interface Snapshot {
  readonly root: NodeSnapshot;
  readonly counter: number;
  readonly signalNumber: number;
  readonly recentSignals: readonly string[];
  readonly early: readonly EarlySnapshot[];
  readonly endFacts: readonly (readonly [string, EndFact])[];
  readonly visits: readonly (readonly [string, number])[];
  /** Of an earlier version: the decisions alone. */
  readonly approvals: readonly (readonly [string, ApprovalStanding | readonly ApprovalDecision[]])[];
  readonly foreign: readonly (readonly [string, TaskStatus | null])[];
  readonly isPaused?: true;
  readonly unshownBy?: string;
}

/** Half of what Temporal takes as the input of a run. */
export const MAX_SNAPSHOT_BYTES = 1024 * 1024;

/**
 * Fields that stand at their first value are left out; children that are plainly ended are one letter each, and those
 * that stand alike are written once.
 */
interface NodeSnapshot extends Partial<SavedFields> {
  readonly visit: number;
  readonly phase: TaskNode['phase'];
  readonly status: TaskStatus;
  readonly timers?: readonly (readonly [string, number])[];
  readonly asks?: readonly (readonly [string, TaskNode['control']])[];
  readonly mailbox?: {
    readonly name: string;
    readonly queue: readonly string[];
    readonly offered: readonly string[];
    readonly areEarly: boolean;
    readonly cursor: number;
  };
  /** By their ids, packed. */
  readonly children?: readonly (readonly [string, NodeSnapshot])[];
  readonly attached?: readonly (readonly [AttachedId, NodeSnapshot])[];
  readonly endedChildren?: readonly (readonly [string, string])[];
  readonly ready?: readonly string[];
  readonly compensation?: { readonly queue: readonly string[]; readonly current: string | null };
  readonly reworkFor?: string;
}

type SavedFields = Pick<
  TaskNode,
  | 'settlement'
  | 'reason'
  | 'failure'
  | 'isGranted'
  | 'hasStarted'
  | 'goesOn'
  | 'control'
  | 'total'
  | 'counts'
  | 'firstFailure'
  | 'stop'
  | 'attempt'
  | 'attemptBy'
  | 'hostedId'
  | 'pendingOutput'
  | 'failedAs'
  | 'authors'
  | 'actor'
>;

const SAVED_FIELDS = [
  'settlement',
  'reason',
  'failure',
  'isGranted',
  'hasStarted',
  'goesOn',
  'control',
  'total',
  'counts',
  'firstFailure',
  'stop',
  'attempt',
  'attemptBy',
  'hostedId',
  'pendingOutput',
  'failedAs',
  'authors',
  'actor',
] as const satisfies readonly (keyof SavedFields)[];

/** One letter for a child that has ended, needs no more attention and stands at its parent's visit. */
const LETTERS: Readonly<Record<string, Pick<TaskNode, 'status' | 'settlement' | 'reason'>>> = {
  c: { status: 'completed', settlement: 'completed', reason: null },
  f: { status: 'failed', settlement: 'failed', reason: null },
  h: { status: 'failed', settlement: 'completed', reason: null },
  t: { status: 'timed_out', settlement: 'failed', reason: null },
  u: { status: 'timed_out', settlement: 'completed', reason: null },
  w: { status: 'skipped', settlement: 'skipped', reason: 'when' },
  n: { status: 'skipped', settlement: 'skipped', reason: 'case_not_taken' },
  d: { status: 'skipped', settlement: 'skipped', reason: 'dependency_failed' },
  e: { status: 'skipped', settlement: 'skipped', reason: 'earlier_task_failed' },
  x: { status: 'cancelled', settlement: 'cancelled', reason: 'strategy' },
};

export function takeSnapshot(run: RunState): Snapshot {
  return {
    root: saveNode(run.root),
    counter: run.counter,
    signalNumber: run.signalNumber,
    recentSignals: [...run.recentSignals],
    early: packEarly(run),
    endFacts: [...run.endFacts],
    visits: [...run.visits],
    approvals: [...run.approvals],
    foreign: [...run.foreign],
    ...(run.isPaused ? { isPaused: true } : {}),
    ...(run.unshownBy === null ? {} : { unshownBy: run.unshownBy }),
  };
}

/** Brings a run back to where its snapshot was taken. The effects are those that had not gone out. */
export function restore(
  snapshot: Snapshot,
  options: {
    readonly runKey: string;
    readonly generation: number;
    readonly plan: TaskPlan;
    readonly orchestratorOf: OrchestratorLookup;
    readonly now: number;
    readonly keepsEvents?: () => boolean;
  },
): { readonly run: RunState; readonly effects: readonly Effect[] } {
  const run = createRunState(options);
  run.counter = snapshot.counter;
  run.isPaused = snapshot.isPaused ?? false;
  run.unshownBy = snapshot.unshownBy ?? null;
  run.signalNumber = snapshot.signalNumber;
  for (const id of snapshot.recentSignals) run.recentSignals.add(id);
  for (const [path, fact] of snapshot.endFacts) run.endFacts.set(path, fact);
  for (const [path, visit] of snapshot.visits) run.visits.set(path, visit);
  for (const [path, said] of snapshot.approvals)
    run.approvals.set(path, 'decisions' in said ? said : { decisions: said, delegations: [] });
  for (const [id, status] of snapshot.foreign) run.foreign.set(id, status);
  unpackEarly(run, snapshot.early);
  loadNode(run, run.root, snapshot.root);
  linkNodes(run, run.root, snapshot.root);
  for (const [id, status] of snapshot.foreign) if (status === null) reregister(run, id);
  return { run, effects: run.effects.splice(0) };
}

function saveNode(node: TaskNode): NodeSnapshot {
  const fresh = createNode({ path: node.path, plan: node.plan, parent: node.parent, visit: node.visit });
  const saved: Record<string, unknown> = { visit: node.visit, phase: node.phase, status: node.status };
  for (const field of SAVED_FIELDS) {
    if (JSON.stringify(node[field]) !== JSON.stringify(fresh[field])) saved[field] = node[field];
  }
  if (node.attempt === 'running' && node.attemptBy === 'inline') saved['attempt'] = 'queued';
  const children: (readonly [string, NodeSnapshot])[] = [];
  const ended: (readonly [string, string])[] = [];
  for (const [id, child] of node.children) {
    const letter = toLetter(node, child);
    if (letter) ended.push([id, letter]);
    else children.push([id, saveNode(child)]);
  }
  const ready = node.readyQueue
    .list()
    .filter((child) => child.phase === 'ready')
    .map((child) => child.plan.id);
  return {
    ...(saved as unknown as NodeSnapshot),
    ...(node.timers.size > 0 ? { timers: [...node.timers] } : {}),
    ...(node.asks.size > 0 ? { asks: [...node.asks] } : {}),
    ...(node.mailbox ? { mailbox: node.mailbox } : {}),
    ...(children.length > 0 ? { children: packChildren(children) } : {}),
    ...(ended.length > 0 ? { endedChildren: packLetters(ended) } : {}),
    ...(node.attached.size > 0
      ? { attached: [...node.attached].map(([id, task]) => [id, saveNode(task)] as const) }
      : {}),
    ...(ready.length > 0 ? { ready } : {}),
    ...(node.compensation
      ? {
          compensation: {
            queue: node.compensation.queue.map((task) => task.path),
            current: node.compensation.current?.path ?? null,
          },
        }
      : {}),
    ...(node.reworkFor ? { reworkFor: node.reworkFor.path } : {}),
  };
}

function toLetter(parent: TaskNode, child: TaskNode): string | null {
  const isPlain =
    child.phase === 'ended' &&
    child.visit === parent.visit &&
    child.children.size === 0 &&
    child.attached.size === 0 &&
    child.authors.length === 0 &&
    !child.isGranted;
  if (!isPlain) return null;
  const letter = Object.entries(LETTERS).find(
    ([, end]) => end.status === child.status && end.settlement === child.settlement && end.reason === child.reason,
  );
  return letter?.[0] ?? null;
}

function packChildren(children: readonly (readonly [string, NodeSnapshot])[]): (readonly [string, NodeSnapshot])[] {
  const alike = new Map<string, { readonly ids: string[]; readonly saved: NodeSnapshot }>();
  for (const [id, saved] of children) {
    const text = JSON.stringify(saved);
    const same = alike.get(text);
    if (same) same.ids.push(id);
    else alike.set(text, { ids: [id], saved });
  }
  return [...alike.values()].map(({ ids, saved }) => [packIds(ids), saved] as const);
}

/** Neighbours with the same letter share an entry: ids joined by spaces, which ids never contain. */
function packLetters(ended: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const byLetter = new Map<string, string[]>();
  for (const [id, letter] of ended) {
    const ids = byLetter.get(letter);
    if (ids) ids.push(id);
    else byLetter.set(letter, [id]);
  }
  return [...byLetter].map(([letter, ids]) => [packIds(ids), letter] as const);
}

function loadNode(run: RunState, node: TaskNode, saved: NodeSnapshot): void {
  node.visit = saved.visit;
  node.phase = saved.phase;
  node.status = saved.status;
  const { counts, ...fields } = saved;
  for (const field of SAVED_FIELDS) {
    if (field !== 'counts' && field in fields) Object.assign(node, { [field]: fields[field] });
  }
  if (counts) Object.assign(node.counts, counts);
  for (const [name, dueAt] of saved.timers ?? []) {
    node.timers.set(name, dueAt);
    run.timers.push({ node, name, dueAt });
  }
  for (const [ids, letter] of saved.endedChildren ?? []) {
    for (const id of unpackIds(ids))
      Object.assign(addChild(run, node, id), { ...LETTERS[letter], phase: 'ended', visit: node.visit });
  }
  for (const [ids, child] of saved.children ?? []) {
    for (const id of unpackIds(ids)) loadNode(run, addChild(run, node, id), child);
  }
  for (const [id, task] of saved.attached ?? []) {
    const plan = node.plan.attached?.[id];
    if (!plan) continue;
    const path = `${node.path === '/' ? '' : node.path}/${id}`;
    const attached = createNode({
      path,
      plan: { ...plan, id, prepares: true },
      parent: node,
      attachedId: id,
      visit: task.visit,
    });
    node.attached.set(id, attached);
    loadNode(run, attached, task);
  }
  const below = [...node.children.values(), ...node.attached.values()];
  node.openBelow = below.filter((task) => task.phase !== 'ended').length;
}

/** What refers to other tasks, once all of them are there, and what had not gone out. */
function linkNodes(run: RunState, node: TaskNode, saved: NodeSnapshot): void {
  for (const id of saved.ready ?? []) {
    const child = node.children.get(id);
    if (child) node.readyQueue.add(child);
  }
  if (saved.compensation) {
    const queue = saved.compensation.queue.map((path) => findNode(run, path)).filter((task) => task !== undefined);
    node.compensation = {
      queue,
      current: saved.compensation.current === null ? null : (findNode(run, saved.compensation.current) ?? null),
    };
  }
  if (saved.reworkFor !== undefined) node.reworkFor = findNode(run, saved.reworkFor) ?? null;
  if (saved.mailbox) {
    node.mailbox = { ...saved.mailbox, queue: [...saved.mailbox.queue] };
    const subscribers = run.subscribers.get(saved.mailbox.name) ?? new Set();
    run.subscribers.set(saved.mailbox.name, subscribers.add(node));
    if (saved.mailbox.areEarly) {
      for (const signal of run.early.get(saved.mailbox.name) ?? [])
        if (saved.mailbox.offered.includes(signal.id)) signal.offeredTo = node;
    }
  }
  const isOpened = !node.goesOn || node.status === 'blocked';
  if (node.phase === 'blocked' && isOpened) watchNeeds(run, node, 'start');
  if (node.phase === 'holding') watchNeeds(run, node, 'completion');
  if (node.attempt === 'queued') run.attemptQueue.push(node);
  if (node.phase === 'ready' && (node.attachedId !== null || node.parent === null)) run.held.push(node);
  if (node.phase === 'preparing') {
    run.effects.push({ type: 'create-state', path: node.path, visit: node.visit, version: nextVersion(run) });
  }
  for (const [question, detail] of saved.asks ?? []) {
    node.asks.set(question, detail);
    run.effects.push({ type: 'ask', path: node.path, visit: node.visit, version: nextVersion(run), question, detail });
  }
  for (const [ids, child] of saved.children ?? []) {
    for (const id of unpackIds(ids)) {
      const below = node.children.get(id);
      if (below) linkNodes(run, below, child);
    }
  }
  for (const [id, task] of saved.attached ?? []) {
    const below = node.attached.get(id);
    if (below) linkNodes(run, below, task);
  }
}

/** A registration may have been on its way; it is safe to repeat. */
function reregister(run: RunState, id: string): void {
  const waiter = [...(run.waiters.get(id) ?? [])][0];
  const need = waiter?.plan.needs?.find(
    (candidate) => candidate.run !== undefined && id.endsWith(`>${candidate.run}${candidate.task}`),
  );
  if (waiter && need?.run !== undefined) {
    run.effects.push({ type: 'register-dependency', id, path: waiter.path, run: need.run, task: need.task });
  }
}
