import { forgetEnds, rememberVisits } from './settle.js';
import type { RunState } from './state.js';
import type { TaskNode } from './task-node.js';
import { noteReset } from './writes.js';

/** Forgets the children of a round that is over; those of the next one are new visits of the same tasks. */
export function resetChildren(run: RunState, node: TaskNode): void {
  rememberVisits(run, node);
  const lastVisit = Math.max(node.visit, ...[...node.children.values()].map((child) => child.visit));
  for (const { path } of node.children.values()) run.visits.set(path, lastVisit);
  forgetEnds(run, node);
  noteReset(run, node, lastVisit + 1);
  node.children.clear();
  node.openBelow = 0;
  node.readyQueue.clear();
  node.firstFailure = null;
  Object.assign(node.counts, { ready: 0, active: 0, ended: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 });
}
