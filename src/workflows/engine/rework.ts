import { begin, fail } from './begin.js';
import { listOpenRework } from './guarded.js';
import { resetChildren } from './rounds.js';
import { forgetEnds } from './settle.js';
import { push, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';
import { noteTransition } from './writes.js';

/**
 * Lets work be done again, where somebody outside had handed it in: as a new visit, for which the container above waits
 * once more. The approval that asked for it goes on waiting meanwhile.
 */
export function reopen(run: RunState, target: TaskNode, approval: TaskNode | null): void {
  const { parent, settlement } = target;
  const mayReopen = target.phase === 'ended' && target.authors.length > 0 && parent?.phase === 'running';
  if (!mayReopen || !settlement) return;
  parent.counts.ended -= 1;
  parent.counts[settlement] -= 1;
  parent.openBelow += 1;
  if (target.total > 0) resetChildren(run, target);
  forgetEnds(run, target);
  target.reworkFor = approval;
  target.visit += 1;
  target.settlement = null;
  target.failure = null;
  target.reason = null;
  target.control = null;
  target.authors = [];
  if (run.isPaused) {
    target.phase = 'ready';
    target.status = 'pending';
    target.hasStarted = false;
    parent.counts.ready += 1;
    parent.readyQueue.add(target);
    noteTransition(run, target);
    return;
  }
  target.phase = 'running';
  parent.counts.active += 1;
  begin(run, target);
}

/** Work that was to be done again and could not be leaves nothing to approve. */
export function endRework(run: RunState, target: TaskNode): void {
  const approval = target.reworkFor;
  target.reworkFor = null;
  if (!approval || approval.phase !== 'running' || target.settlement === 'completed') return;
  const message = `The changes that were requested were not made: ${target.path} is ${target.status}.`;
  fail(run, approval, { failure: target.failure ?? { code: 'dependency_failed', message, path: approval.path } });
}

/**
 * Tells the container of an approval, which ended without a decision while work was being done again for it, that it has
 * ended: not before that work has. A container that opens its children one after another comes by it by itself.
 */
export function tellAfterRework(run: RunState, approval: TaskNode, target: TaskNode): void {
  const { parent: owner, settlement } = approval;
  if (approval.phase !== 'ended' || !owner || !settlement || listOpenRework(run, approval).length > 0) return;
  if (owner.phase === 'ended' || owner.stop) return;
  if (owner === target.parent && run.orchestratorOf(owner.plan.kind).isOrdered) return;
  push(run, owner, { type: 'child-ended', id: approval.attachedId ?? approval.plan.id, settlement });
}
