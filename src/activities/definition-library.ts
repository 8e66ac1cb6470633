import { TaskwrightError } from '../domain/errors.js';
import type { TaskDefinition } from '../domain/definition.js';
import { createDefinitionTree, type DefinitionTree } from '../factory/definition-tree.js';
import type { KindRegistry } from '../factory/kinds.js';
import { planDefinition } from '../factory/plan-definition.js';
import type { DefinitionStore } from '../store/store.js';
import { parsePinnedDefinition } from '../definitions/pinned-definition.js';
import { DEFAULT_ATTEMPT_TIMEOUT_MS } from '../workflows/protocol.js';
import { createAuthorClock } from './author-clock.js';

/** Definitions that runs are pinned to, parsed once and kept while they are used. */
export interface DefinitionLibrary {
  /** Throws not_found when no such definition was pinned. */
  load(hash: string): Promise<LoadedDefinition>;
}

export interface LoadedDefinition {
  readonly tree: DefinitionTree;
  /** Throws not_found for a path that the definition has no task for. */
  taskAt(path: string): TaskDefinition;
  /** Of one attempt of the task at a path, in milliseconds. */
  attemptTimeoutMs(path: string, timeScale: number): number;
  /** The plan as JSON text. */
  planText(timeScale: number): string;
}

/** A worker seldom works on more definitions than that at once. */
const MAX_KEPT = 200;

export function createDefinitionLibrary(options: {
  readonly definitions: DefinitionStore;
  readonly kinds: KindRegistry;
}): DefinitionLibrary {
  const kept = new Map<string, Promise<LoadedDefinition>>();
  return {
    load(hash) {
      const known = kept.get(hash);
      if (known) {
        kept.delete(hash);
        kept.set(hash, known);
        return known;
      }
      const loading = load(hash, options);
      kept.set(hash, loading);
      loading.catch(() => kept.delete(hash));
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return loading;
    },
  };
}

async function load(
  hash: string,
  options: { readonly definitions: DefinitionStore; readonly kinds: KindRegistry },
): Promise<LoadedDefinition> {
  const body = await options.definitions.readPinned(hash);
  if (body === null) throw new TaskwrightError('not_found', `No definition is pinned under ${hash}.`);
  const tree = createDefinitionTree(parsePinnedDefinition(body), options.kinds.definitions);
  const plans = new Map<number, string>();
  return {
    tree,
    taskAt(path) {
      const task = tree.taskAt(path);
      if (task) return task;
      throw new TaskwrightError('not_found', `The definition has no task ${path}.`, { path });
    },
    attemptTimeoutMs(path, timeScale) {
      const task = tree.taskAt(path);
      const planned = task && options.kinds.get(task.kind).plan(task, createAuthorClock(timeScale)).attemptTimeoutMs;
      return planned ?? DEFAULT_ATTEMPT_TIMEOUT_MS;
    },
    planText(timeScale) {
      const known = plans.get(timeScale);
      if (known !== undefined) return known;
      const text = JSON.stringify(planDefinition(tree, options.kinds, createAuthorClock(timeScale)));
      plans.set(timeScale, text);
      return text;
    },
  };
}
