import type { TaskDefinition } from '../domain/definition.js';
import { ROOT_PATH, toChildPath } from '../domain/path.js';
import type { ChildPart, FieldPath, TaskParts } from '../orchestrators/kind.js';
import type { DefinitionKinds } from './definition-kind.js';
import type { ParsedTasks } from './parse-task.js';
import type { Finding } from './problem.js';

/** A task at its place. A collection has one child, which stands for all its items. */
export interface TaskNode {
  readonly task: TaskDefinition;
  readonly path: string;
  readonly parent: TaskNode | null;
  /** How its parent sees it; null for the root. */
  readonly part: ChildPart | null;
  /** In the order of the definition. */
  readonly children: readonly TaskNode[];
  /** Of two with the same segment the first. */
  readonly childBySegment: ReadonlyMap<string, TaskNode>;
  readonly attached: readonly TaskNode[];
  /** Among the children of its parent. */
  readonly position: number;
  /** Counts all nodes from 0, parents before children. */
  readonly index: number;
  /** Empty for a broken task. */
  readonly expressions: TaskParts['expressions'];
  readonly isBroken: boolean;
  readonly hasProblems: boolean;
}

export interface DefinitionTree {
  readonly root: TaskNode;
  readonly nodes: readonly TaskNode[];
  /** A task whose last segment is this, wherever it stands: for hints. */
  findAnywhere(segment: string): TaskNode | undefined;
  /** A field of a task from the top of the document. */
  toSource(node: TaskNode, field: FieldPath): FieldPath;
  /** The path of a task, also of one below a broken one, which has no place of its own. */
  toPath(task: TaskDefinition): string;
}

interface MutableNode extends TaskNode {
  readonly children: MutableNode[];
  readonly attached: MutableNode[];
  readonly childBySegment: Map<string, TaskNode>;
}

/** Puts the parsed tasks into a tree by what their kinds say of their parts. */
export function toDefinitionTree({ root: rootTask, byTask }: ParsedTasks, kinds: DefinitionKinds): DefinitionTree {
  const nodes: TaskNode[] = [];
  const byDefinition = new Map<TaskDefinition, TaskNode>();
  const root = toNode(rootTask, null, null, 0);
  const bySegment = new Map(nodes.toReversed().map((node) => [node.part?.segment, node]));
  return { root, nodes, findAnywhere: (segment) => bySegment.get(segment), toSource, toPath };

  function toNode(
    task: TaskDefinition,
    part: ChildPart | null,
    parent: TaskNode | null,
    position: number,
  ): MutableNode {
    const parsed = byTask.get(task);
    const isBroken = parsed?.isBroken ?? true;
    const { children, expressions } = (isBroken ? undefined : kinds.get(task.kind)?.parts(task)) ?? NO_PARTS;
    const node: MutableNode = {
      task,
      path: toPathOf(part, parent),
      parent,
      part,
      children: [],
      childBySegment: new Map(),
      attached: [],
      position,
      index: nodes.length,
      expressions,
      isBroken,
      hasProblems: parsed?.hasProblems ?? true,
    };
    nodes.push(node);
    byDefinition.set(task, node);
    for (const child of children) {
      const into = child.attached === undefined ? node.children : node.attached;
      const made = toNode(child.task, child, node, into.length);
      into.push(made);
      if (child.attached === undefined && !node.childBySegment.has(child.segment)) {
        node.childBySegment.set(child.segment, made);
      }
    }
    return node;
  }

  function toSource({ task }: TaskNode, field: FieldPath): FieldPath {
    const parsed = byTask.get(task);
    return [...(parsed?.source ?? []), ...(parsed?.isList === true ? field.slice(1) : field)];
  }

  function toPath(task: TaskDefinition): string {
    for (let at: TaskDefinition | null = task; at !== null; at = byTask.get(at)?.parent ?? null) {
      const node = byDefinition.get(at);
      if (node !== undefined) return node.path;
    }
    return ROOT_PATH;
  }
}

/** A task whose id is missing is spoken of as its parent. */
function toPathOf(part: ChildPart | null, parent: TaskNode | null): string {
  if (part === null || parent === null) return ROOT_PATH;
  return part.segment === '' ? parent.path : toChildPath(parent.path, part.segment);
}

const NO_PARTS: TaskParts = { children: [], expressions: [] };

/** From the node's parent up to the root. */
export function* ancestorsOf(node: TaskNode): Iterable<TaskNode> {
  for (let ancestor = node.parent; ancestor !== null; ancestor = ancestor.parent) yield ancestor;
}

/** A problem of a task's field. */
export function toFinding(
  tree: DefinitionTree,
  node: TaskNode,
  problem: Pick<Finding, 'field' | 'message' | 'hint'> & { readonly at?: Finding['at']; readonly offset?: number },
): Finding {
  const { field, at = 'value', offset, message, hint } = problem;
  const finding = { field: tree.toSource(node, field), at, message, hint, path: node.path };
  return offset === undefined ? finding : { ...finding, offset };
}
