import { toAncestorPaths } from '../domain/path.js';
import { isTerminal } from '../domain/status.js';
import type { TaskStore } from './store.js';

/**
 * Whether a run has a task of that path, or may get it: the children of a task are written together, so that one is
 * missing for good when its siblings are there, or when the task above it has ended.
 */
export async function mayTaskComeYet(tasks: TaskStore, runKey: string, path: string): Promise<boolean> {
  if (!path.startsWith('/')) return false;
  if ((await tasks.read(runKey, path)) !== null) return true;
  for (const above of toAncestorPaths(path).reverse()) {
    const task = await tasks.read(runKey, above);
    if (task === null) continue;
    return !isTerminal(task.status) && (await tasks.listChildren(runKey, above)).length === 0;
  }
  // Not even the root is written: the run is just starting.
  return true;
}
