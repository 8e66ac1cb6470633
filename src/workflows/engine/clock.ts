import { push, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

/** Timers of the engine itself; a kind's own names never start with `$`. */
export const DEADLINE = '$deadline';
export const TIMEOUT = '$timeout';
export const GRACE = '$grace';

export function setTimer(
  run: RunState,
  timer: { readonly node: TaskNode; readonly name: string; readonly dueAt: number },
): void {
  timer.node.timers.set(timer.name, timer.dueAt);
  run.timers.push(timer);
}

export function clearTimer(node: TaskNode, name: string): void {
  node.timers.delete(name);
}

/** When the run's one clock has to ring next; null when nothing is timed. Forgets entries that were cleared. */
export function nextDueAt(run: RunState): number | null {
  for (let next = run.timers.peek(); next; next = run.timers.peek()) {
    if (isArmed(next)) return next.dueAt;
    run.timers.pop();
  }
  return null;
}

/** Takes every timer that is due; the engine's own ones are returned, those of kinds become changes. */
export function takeDue(run: RunState): { readonly node: TaskNode; readonly name: string }[] {
  const own: { node: TaskNode; name: string }[] = [];
  for (let next = nextDueAt(run); next !== null && next <= run.now; next = nextDueAt(run)) {
    const entry = run.timers.pop();
    if (!entry) break;
    entry.node.timers.delete(entry.name);
    if (entry.name.startsWith('$')) own.push(entry);
    else {
      entry.node.actor = null;
      push(run, entry.node, { type: 'timer', name: entry.name });
    }
  }
  return own;
}

function isArmed(entry: { readonly node: TaskNode; readonly name: string; readonly dueAt: number }): boolean {
  return entry.node.phase !== 'ended' && entry.node.timers.get(entry.name) === entry.dueAt;
}
