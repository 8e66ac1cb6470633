import type { Settlement } from '../../domain/outcome.js';
import { isWithin } from '../../domain/path.js';
import type { OutputSource } from '../../domain/output-source.js';
import type { EndReason, TerminalStatus } from '../../domain/status.js';
import { toEndFact, toFact, unwatchNeeds, wakeWaiters } from './gates.js';
import { closeMailbox } from './mailbox.js';
import type { RunState } from './state.js';
import type { TaskNode } from './task-node.js';
import { noteEndBelow, noteTransition } from './writes.js';

export interface End {
  readonly status: TerminalStatus;
  readonly settlement: Settlement;
  readonly reason?: EndReason;
  readonly output?: OutputSource;
  /** False when the activity that ended it has written so, or a write for its parent covers it. */
  readonly isNoted: boolean;
}

/** Ends a task for good: counts it, notes it, and lets those who wait for it go on. */
export function settle(run: RunState, node: TaskNode, end: End): void {
  if (node.phase === 'ended') return;
  leavePhase(node);
  unwatchNeeds(run, node);
  closeMailbox(run, node);
  node.phase = 'ended';
  node.status = end.status;
  node.settlement = end.settlement;
  node.reason = end.reason ?? node.reason;
  node.timers.clear();
  node.asks.clear();
  if (end.isNoted) {
    const isForgiven = end.settlement === 'completed' && end.status !== 'completed';
    noteTransition(run, node, {
      ...(end.output === undefined ? {} : { output: end.output }),
      ...(isForgiven ? { countsAs: 'completed' } : {}),
    });
  }
  countEnd(node, end.settlement);
  tellNeeders(run, node);
  forgetChildren(run, node);
  run.steps.push({ ended: node });
}

/** Ends a task that is not to run, and everything below it. */
export function settleSkipped(run: RunState, node: TaskNode, reason: EndReason): void {
  settle(run, node, { status: 'skipped', settlement: 'skipped', reason, isNoted: true });
  if (hasTasksBelow(node)) noteEndBelow(run, node.path, { status: 'skipped', reason: 'parent_skipped' });
}

export function hasTasksBelow(node: TaskNode): boolean {
  return (node.plan.children?.length ?? 0) > 0 || node.plan.item !== undefined || node.plan.attached !== undefined;
}

function leavePhase(node: TaskNode): void {
  const { parent } = node;
  if (!parent || node.attachedId) return;
  if (node.phase === 'ready') parent.counts.ready -= 1;
  else if (node.hasStarted) parent.counts.active -= 1;
}

function countEnd(node: TaskNode, settlement: Settlement): void {
  const { parent } = node;
  if (!parent) return;
  parent.openBelow -= 1;
  if (parent.plan.isGuarded) parent.authors = [...new Set([...parent.authors, ...node.authors])];
  if (settlement === 'failed') parent.firstFailure ??= node.failure;
  if (node.attachedId) return;
  parent.counts.ended += 1;
  parent.counts[settlement] += 1;
}

/** Wakes those who need the task, or one below it: what has not ended there by now never will. */
function tellNeeders(run: RunState, node: TaskNode): void {
  if (run.targets.paths.has(node.path)) run.endFacts.set(node.path, toEndFact(node));
  wakeWaiters(run, node.path);
  for (const path of run.targets.below.get(node.path) ?? []) {
    const fact = run.endFacts.get(path) ?? toFact(run, path);
    if (fact) run.endFacts.set(path, fact);
    wakeWaiters(run, path);
  }
}

/** What is known of the ends below a task that runs again. */
export function forgetEnds(run: RunState, node: TaskNode): void {
  run.endFacts.delete(node.path);
  for (const path of run.targets.below.get(node.path) ?? []) run.endFacts.delete(path);
  for (const path of run.approvals.keys()) if (isWithin(path, node.path)) run.approvals.delete(path);
}

/** Keeps a run small: what is below an ended task is needed only for its compensation, and of the run to be shown. */
export function forgetChildren(run: RunState, node: TaskNode): void {
  if (node.plan.compensates || node.parent === null) return;
  rememberVisits(run, node);
  node.children.clear();
  node.attached.clear();
}

/** Visits of a subtree that is forgotten, so that a later round never uses one again. */
export function rememberVisits(run: RunState, node: TaskNode): void {
  for (const below of [...node.children.values(), ...node.attached.values()]) {
    if (below.visit > node.visit || run.visits.has(below.path)) run.visits.set(below.path, below.visit);
    rememberVisits(run, below);
  }
}
