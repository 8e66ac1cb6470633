import { begin } from './begin.js';
import { push, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';
import { noteTransition } from './writes.js';

/** Nothing new starts from now on; what is under way goes on, and so do timers. */
export function pause(run: RunState, by: string): void {
  if (run.isPaused || run.root.phase === 'ended' || run.root.stop) return;
  run.isPaused = true;
  showRoot(run, by);
}

/** Starts what could have started meanwhile. */
export function resume(run: RunState, by: string): void {
  if (!run.isPaused) return;
  run.isPaused = false;
  showRoot(run, by);
  for (const node of run.held.splice(0)) if (node.phase === 'ready') begin(run, node);
  askToStart(run, run.root);
}

/** What has been asked for the root may be written with the answer, and would be dropped after a later decision. */
export function showRoot(run: RunState, by: string): void {
  run.unshownBy = run.root.asks.size > 0 ? by : null;
  if (run.unshownBy === null && run.root.phase !== 'ended') noteTransition(run, run.root, { actor: by });
}

/** Containers have asked for nothing that they were not told of, so they are told of their ready children once more. */
function askToStart(run: RunState, node: TaskNode): void {
  if (node.phase === 'running') {
    for (const child of node.readyQueue.list())
      if (child.phase === 'ready') push(run, node, { type: 'child-ready', id: child.plan.id });
  }
  for (const below of [...node.children.values(), ...node.attached.values()]) askToStart(run, below);
}
