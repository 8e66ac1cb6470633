import { toSegments } from '../domain/path.js';
import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';
import type { DefinitionTree, TaskNode } from './definition-tree.js';
import { didYouMean, didYouMeanOneOf } from './nearest.js';

export type FoundTarget =
  | { readonly target: TaskNode }
  /** Nothing can be said: the way leads through a task that is wrong itself. */
  | { readonly target: null }
  | { readonly message: string; readonly hint: string };

/** The task that a need names: a sibling by its id, any task by its absolute path. */
export function findTarget(tree: DefinitionTree, node: TaskNode, name: string): FoundTarget {
  return name.startsWith('/') ? findByPath(tree, node, name) : findSibling(tree, node, name);
}

function findSibling(tree: DefinitionTree, node: TaskNode, id: string): FoundTarget {
  const { parent } = node;
  const hasSiblings = parent !== null && node.part?.sees !== 'none';
  const target = hasSiblings ? parent.childBySegment.get(id) : undefined;
  if (target !== undefined) return { target };
  const message = `There is no sibling "${id}".`;
  const elsewhere = tree.findAnywhere(id);
  if (elsewhere !== undefined) return { message, hint: `Did you mean "${elsewhere.path}"?` };
  const hint = didYouMeanOneOf(id, hasSiblings ? siblingIds(parent, node) : [], {
    listed: 'Its siblings are',
    none: 'It has no siblings; name a task elsewhere by its absolute path.',
  });
  return { message, hint };
}

function* siblingIds(parent: TaskNode, node: TaskNode): Iterable<string> {
  for (const [id, sibling] of parent.childBySegment) if (sibling !== node) yield id;
}

function findByPath(tree: DefinitionTree, node: TaskNode, path: string): FoundTarget {
  let found: TaskNode = tree.root;
  for (const segment of toSegments(path)) {
    const next = childOf(found, segment);
    if (next === undefined && found.isBroken) return { target: null };
    if (next === undefined) return { message: `There is no task at ${path}.`, hint: hintFor(tree, node, path) };
    found = next;
  }
  return { target: found };
}

function childOf(node: TaskNode, segment: string): TaskNode | undefined {
  const item = /^\d+$/.test(segment) ? node.childBySegment.get(ITEM_SEGMENT) : undefined;
  return node.childBySegment.get(segment) ?? item ?? node.attached.find(({ part }) => part?.segment === segment);
}

function hintFor(tree: DefinitionTree, node: TaskNode, path: string): string {
  const others = tree.nodes.slice(0, 300).filter((other) => other !== node && other.parent !== null);
  const paths = others.map((other) => other.path.replaceAll(ITEM_SEGMENT, '0'));
  return didYouMean(path, paths, 'Look at the ids on the way.');
}
