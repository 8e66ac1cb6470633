import type { Failure, Settlement } from '../../domain/outcome.js';
import { ATTACHED_IDS, toChildPath, type AttachedId } from '../../domain/path.js';
import { isTerminal, type EndReason, type TaskStatus } from '../../domain/status.js';
import { unpackIds } from '../../domain/pack-ids.js';
import { toEndFact } from './gates.js';
import { findNode, type RunState } from './state.js';
import { createNode, planOfChild, type TaskNode } from './task-node.js';

/**
 * How tasks of a run that have ended stand in the store, as far as a request can lead to them: what the control state has forgotten of them, or what a run
 * that had ended is made from again.
 */
export interface StoredTasks {
  /** Of the last decision about the run. */
  readonly generation: number;
  /** Parents before their children. */
  readonly groups: readonly StoredGroup[];
  /** By path; the path in the failure is that of the task where it began. */
  readonly failures: readonly (readonly [string, Failure])[];
  /** Paths of approvals that were given. */
  readonly granted: readonly string[];
  /** Who handed in work that an approval guards, by the path of the task or of what holds it. */
  readonly authors: readonly (readonly [string, string])[];
  /** Visits that are not to be used again, where no row stands at them. */
  readonly lastVisits: readonly (readonly [string, number])[];
  /** Signals that nothing has consumed yet, in the order they were received. */
  readonly early: readonly { readonly id: string; readonly name: string; readonly path: string | null }[];
}

/** Tasks side by side that stand alike. */
export interface StoredGroup {
  /** Null for the root. */
  readonly parent: string | null;
  /** Packed. */
  readonly ids: string;
  readonly status: TaskStatus;
  readonly visit: number;
  readonly reason: EndReason | null;
  readonly hasStarted: boolean;
}

/** Brings back what is known of ended tasks. What the run knows itself stays. Answers what was brought back. */
export function recall(run: RunState, stored: StoredTasks): readonly TaskNode[] {
  const isWhole = !run.root.hasStarted && stored.groups.some(({ parent }) => parent === null);
  const failures = new Map(stored.failures);
  const granted = new Set(stored.granted);
  const recalled: TaskNode[] = [];
  for (const group of stored.groups) {
    if (!isTerminal(group.status)) continue;
    const nodes = makeNodes(run, group, isWhole);
    for (const node of nodes) {
      node.visit = group.visit;
      node.phase = 'ended';
      node.status = group.status;
      node.reason = group.reason;
      node.hasStarted = group.hasStarted;
      node.failure = failures.get(node.path) ?? null;
      if (node.isGranted !== null) node.isGranted = granted.has(node.path);
      recalled.push(node);
    }
    for (const parent of new Set(nodes.map((node) => node.parent))) countItems(parent);
  }
  for (const [path, author] of stored.authors) {
    const node = findNode(run, path);
    if (node?.phase === 'ended') node.authors = [...new Set([...node.authors, author])];
  }
  for (const node of recalled.toReversed()) conclude(node);
  for (const node of recalled)
    if (run.targets.paths.has(node.path) && !run.endFacts.has(node.path)) run.endFacts.set(node.path, toEndFact(node));
  for (const [path, visit] of stored.lastVisits) run.visits.set(path, Math.max(visit, run.visits.get(path) ?? 0));
  if (isWhole) keepEarly(run, stored.early);
  return recalled;
}

function makeNodes(run: RunState, { parent: parentPath, ids, visit }: StoredGroup, isWhole: boolean): TaskNode[] {
  if (parentPath === null) return isWhole ? [run.root] : [];
  const parent = findNode(run, parentPath);
  if (parent?.phase !== 'ended') return [];
  return unpackIds(ids).flatMap((id) => {
    const attachedId = ATTACHED_IDS.find((known) => known === id && parent.plan.attached?.[known] !== undefined);
    const isThere = attachedId === undefined ? parent.children.has(id) : parent.attached.has(attachedId);
    const plan = attachedId === undefined ? planOfChild(parent, id) : toAttachedPlan(parent, attachedId);
    if (isThere || !plan) return [];
    const path = toChildPath(parent.path, id);
    const node = createNode({ path, plan, parent, visit, ...(attachedId === undefined ? {} : { attachedId }) });
    if (attachedId === undefined) parent.children.set(id, node);
    else parent.attached.set(attachedId, node);
    return [node];
  });
}

function toAttachedPlan(parent: TaskNode, id: AttachedId): TaskNode['plan'] | undefined {
  const plan = parent.plan.attached?.[id];
  return plan && { ...plan, id, prepares: true };
}

/** What follows from how it ended, and from what is below, which is concluded already. */
function conclude(node: TaskNode): void {
  if (node.plan.isGuarded) {
    const below = [...node.children.values()].flatMap((child) => child.authors);
    node.authors = [...new Set([...node.authors, ...below])];
  }
  node.settlement = toSettlement(node);
}

/** How many there were is forgotten with them. */
function countItems(node: TaskNode | null): void {
  if (node?.plan.item) node.total = Math.max(node.total, node.children.size);
}

function toSettlement({ status, reason, plan, attached }: TaskNode): Settlement {
  switch (status) {
    case 'completed':
    case 'skipped':
      return status;
    case 'cancelled':
      // Cancelled by someone counts as failed; by its own container, as what it is.
      return reason === 'strategy' || reason === 'deadline' || reason === 'timeout' ? 'cancelled' : 'failed';
    default: {
      const handler = attached.get('on_error') ?? (status === 'timed_out' ? attached.get('on_timeout') : undefined);
      return plan.onError === 'continue' || handler?.status === 'completed' ? 'completed' : 'failed';
    }
  }
}

function keepEarly(run: RunState, signals: StoredTasks['early']): void {
  for (const { id, name, path } of signals) {
    run.signalNumber += 1;
    const kept = { id, path, number: run.signalNumber, offeredTo: null };
    const list = run.early.get(name);
    if (list) list.push(kept);
    else run.early.set(name, [kept]);
    run.earlyCount += 1;
  }
}
