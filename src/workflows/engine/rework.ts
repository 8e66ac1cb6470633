import { begin, fail } from './begin.js';
import { toNeededPath } from './gates.js';
import { resetChildren } from './rounds.js';
import { forgetEnds } from './settle.js';
import { findNode, type RunState, type TaskNode } from './state.js';
import { noteTransition } from './writes.js';

/** The tasks whose work an approval is about. */
export function listGuarded(run: RunState, approval: TaskNode): TaskNode[] {
  return (approval.plan.guards ?? [])
    .map((target) => findNode(run, toNeededPath(approval, target)))
    .filter((target) => target !== undefined);
}

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
