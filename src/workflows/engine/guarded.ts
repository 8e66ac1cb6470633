import { toNeededPath } from './gates.js';
import { findNode, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

/** The tasks whose work an approval is about. */
export function listGuarded(run: RunState, approval: TaskNode): TaskNode[] {
  return (approval.plan.guards ?? [])
    .map((target) => findNode(run, toNeededPath(approval, target)))
    .filter((target) => target !== undefined);
}

/** Work that is being done again for an approval. */
export function listOpenRework(run: RunState, approval: TaskNode): TaskNode[] {
  return listGuarded(run, approval).filter((target) => target.reworkFor === approval && target.phase !== 'ended');
}
