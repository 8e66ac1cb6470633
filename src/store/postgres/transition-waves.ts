import { toParentPath } from '../../domain/path.js';
import type { Transition } from '../store.js';

/**
 * Transitions in as few waves as their order allows; each wave is one statement, in which no task stands twice and no
 * output is gathered from a task that changes in the same wave. A tree that completes takes a wave a level.
 */
export function toWaves(transitions: readonly Transition[]): readonly (readonly Transition[])[] {
  const waves: Transition[][] = [];
  /** The last wave in which a task changed, in which one of its children did, and in which its output was read. */
  const changedIn = new Map<string, number>();
  const childChangedIn = new Map<string, number>();
  const readIn = new Map<string, number>();
  const childrenReadIn = new Map<string, number>();

  for (const transition of transitions) {
    const { path, output } = transition;
    const parentPath = toParentPath(path);
    let wave = 1 + (changedIn.get(path) ?? -1);
    // What reads this task's output was decided before this change: it may stand in the same wave, not in a later one.
    wave = Math.max(wave, readIn.get(path) ?? 0);
    if (parentPath !== null) wave = Math.max(wave, childrenReadIn.get(parentPath) ?? 0);
    if (output === 'children-by-id' || output === 'children-in-order') {
      wave = Math.max(wave, 1 + (childChangedIn.get(path) ?? -1));
      childrenReadIn.set(path, wave);
    } else if (typeof output === 'object' && 'child' in output) {
      wave = Math.max(wave, 1 + (changedIn.get(output.child) ?? -1));
      readIn.set(output.child, Math.max(wave, readIn.get(output.child) ?? 0));
    }
    changedIn.set(path, wave);
    if (parentPath !== null) childChangedIn.set(parentPath, Math.max(wave, childChangedIn.get(parentPath) ?? 0));
    (waves[wave] ??= []).push(transition);
  }
  return waves;
}
