import type { DefinitionKinds } from '../definitions/definition-kind.js';
import type { Definition, TaskDefinition } from '../domain/definition.js';
import { toSegments } from '../domain/path.js';
import type { ChildPart, TaskParts } from '../orchestrators/kind.js';
import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';

/** A parsed definition as a tree that can be walked by path. What was looked up once is kept. */
export interface DefinitionTree {
  readonly definition: Definition;
  partsOf(task: TaskDefinition): TaskParts;
  /** The child under a segment; any position of a collection leads to its `do`. */
  childOf(task: TaskDefinition, segment: string): ChildPart | undefined;
  /** Undefined for a path that the definition has no task for. */
  taskAt(path: string): TaskDefinition | undefined;
  /** From the root to the task itself. */
  chainTo(path: string): readonly TaskDefinition[];
}

export function createDefinitionTree(definition: Definition, kinds: DefinitionKinds): DefinitionTree {
  const parts = new Map<
    TaskDefinition,
    { readonly parts: TaskParts; readonly bySegment: ReadonlyMap<string, ChildPart> }
  >();

  const look = (task: TaskDefinition) => {
    const known = parts.get(task);
    if (known) return known;
    const found = kinds.get(task.kind)?.parts(task) ?? { children: [], expressions: [] };
    const entry = { parts: found, bySegment: new Map(found.children.map((child) => [child.segment, child])) };
    parts.set(task, entry);
    return entry;
  };

  const childOf = (task: TaskDefinition, segment: string): ChildPart | undefined => {
    const { bySegment } = look(task);
    return bySegment.get(segment) ?? (/^\d+$/.test(segment) ? bySegment.get(ITEM_SEGMENT) : undefined);
  };

  const chainTo = (path: string): readonly TaskDefinition[] => {
    const chain: TaskDefinition[] = [definition.root];
    for (const segment of toSegments(path)) {
      const last = chain.at(-1);
      const next = last && childOf(last, segment)?.task;
      if (!next) return [];
      chain.push(next);
    }
    return chain;
  };

  return { definition, partsOf: (task) => look(task).parts, childOf, chainTo, taskAt: (path) => chainTo(path).at(-1) };
}
