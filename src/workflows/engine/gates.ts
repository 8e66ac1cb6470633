import { judgeApproval, NOTHING_SAID, toNeededRule } from '../../domain/approval.js';
import { isWithin, toAncestorPaths, toChildPath, toParentPath } from '../../domain/path.js';
import type { PlannedNeed } from '../../domain/plan.js';
import { findNode, type EndFact, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

export type GateVerdict = 'met' | 'open' | 'doomed';

/** What a need gates: that the task starts, or (`prerequisite`) that it completes. */
export type Gate = 'start' | 'completion';

/** The path that a need names, from where the task stands. */
export function toNeededPath(node: TaskNode, target: string): string {
  return target.startsWith('/') ? target : toChildPath(node.parent?.path ?? '/', target);
}

/** Judges all that has to be met. */
export function judgeNeeds(run: RunState, node: TaskNode, gate: Gate): GateVerdict {
  let verdict: GateVerdict = 'met';
  for (const need of needsOf(node, gate)) {
    const judged = judgeNeed(run, node, need);
    if (judged === 'doomed') return 'doomed';
    if (judged === 'open') verdict = 'open';
  }
  return verdict;
}

/**
 * Judges what stands under one key again, and everything only when nothing else is known to be open: a task with ten
 * thousand needs is woken ten thousand times.
 */
export function rejudge(run: RunState, node: TaskNode, gate: Gate, key: string): GateVerdict {
  for (const need of needsOf(node, gate)) {
    if (toKey(run, node, need) !== key) continue;
    const judged = judgeNeed(run, node, need);
    if (judged !== 'met') return judged;
  }
  unwatch(run, node, key);
  if (node.waitsFor.size > 0) return 'open';
  const verdict = judgeNeeds(run, node, gate);
  if (verdict === 'open') watchNeeds(run, node, gate);
  return verdict;
}

/** Registers a task with everything that it still waits for. */
export function watchNeeds(run: RunState, node: TaskNode, gate: Gate): void {
  for (const need of needsOf(node, gate)) {
    if (judgeNeed(run, node, need) !== 'open') continue;
    const key = toKey(run, node, need);
    node.waitsFor.add(key);
    const waiters = run.waiters.get(key);
    if (waiters) waiters.add(node);
    else run.waiters.set(key, new Set([node]));
    if (need.run === undefined || run.foreign.has(key)) continue;
    run.foreign.set(key, null);
    run.effects.push({ type: 'register-dependency', id: key, path: node.path, run: need.run, task: need.task });
  }
}

export function unwatchNeeds(run: RunState, node: TaskNode): void {
  for (const key of node.waitsFor) unwatch(run, node, key);
}

/** Tells those who wait for a path, or for a task of another run. */
export function wakeWaiters(run: RunState, key: string): void {
  for (const waiter of run.waiters.get(key) ?? []) run.steps.push({ woken: waiter, key });
}

function unwatch(run: RunState, node: TaskNode, key: string): void {
  node.waitsFor.delete(key);
  const waiters = run.waiters.get(key);
  waiters?.delete(node);
  if (waiters?.size === 0) run.waiters.delete(key);
}

function needsOf(node: TaskNode, gate: Gate): readonly PlannedNeed[] {
  return (node.plan.needs ?? []).filter(
    (need) => need.type !== 'related' && (need.type === 'prerequisite') === (gate === 'completion'),
  );
}

function toKey(run: RunState, node: TaskNode, need: PlannedNeed): string {
  if (need.run === undefined) return toNeededPath(node, need.task);
  return `${run.runKey}${node.path}#${node.visit}>${need.run}${need.task}`;
}

function judgeNeed(run: RunState, node: TaskNode, need: PlannedNeed): GateVerdict {
  if (need.run !== undefined) return judgeForeign(run, toKey(run, node, need));
  const path = toNeededPath(node, need.task);
  const fact = mayRunAgain(run, node, path) ? undefined : toFact(run, path);
  if (!fact) return 'open';
  if (fact.settlement === 'completed')
    return need.type === 'approval' ? judgeApprovalNeed(run, { need, path, fact }) : 'met';
  const isFreelySkipped = fact.settlement === 'skipped' && (fact.reason === 'when' || fact.reason === 'case_not_taken');
  return isFreelySkipped && need.type !== 'data' ? 'met' : 'doomed';
}

function judgeForeign(run: RunState, id: string): GateVerdict {
  const status = run.foreign.get(id) ?? null;
  if (status === null) return 'open';
  return status === 'completed' || status === 'skipped' ? 'met' : 'doomed';
}

/** An approval that ended ungranted is none; any other task has to be approved for this need. */
function judgeApprovalNeed(
  run: RunState,
  { need, path, fact }: { readonly need: PlannedNeed; readonly path: string; readonly fact: EndFact },
): GateVerdict {
  if (fact.isGranted !== null) return fact.isGranted ? 'met' : 'doomed';
  const verdict = judgeApproval(toNeededRule(need), (run.approvals.get(path) ?? NOTHING_SAID).decisions);
  if (verdict === 'open') return 'open';
  return verdict === 'approved' ? 'met' : 'doomed';
}

/** Within rounds of a repeat only those see an end that are in the same round; for others it is the last one's. */
function mayRunAgain(run: RunState, node: TaskNode, path: string): boolean {
  if (!run.targets.paths.has(path)) return false;
  return toAncestorPaths(path).some((ancestor) => {
    const container = findNode(run, ancestor);
    return container?.plan.repeats === true && container.phase !== 'ended' && !isWithin(node.path, ancestor);
  });
}

/** How a task ended; undefined while it has not. What was never opened ended with the container that holds it. */
export function toFact(run: RunState, path: string): EndFact | undefined {
  const node = findNode(run, path);
  if (node) return node.phase === 'ended' && node.settlement ? toEndFact(node) : undefined;
  const remembered = run.endFacts.get(path);
  if (remembered) return remembered;
  for (let parent = toParentPath(path); parent !== null; parent = toParentPath(parent)) {
    const ancestor = findNode(run, parent);
    if (!ancestor) continue;
    if (ancestor.phase !== 'ended' || !ancestor.settlement) return undefined;
    if (ancestor.settlement === 'skipped') return toEndFact(ancestor);
    return { status: 'cancelled', settlement: 'cancelled', reason: 'strategy', isGranted: null, authors: [] };
  }
  return undefined;
}

export function toEndFact(node: TaskNode): EndFact {
  return {
    status: node.status,
    settlement: node.settlement ?? 'cancelled',
    reason: node.reason,
    isGranted: node.isGranted,
    authors: node.authors,
  };
}
