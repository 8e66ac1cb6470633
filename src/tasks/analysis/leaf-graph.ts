import { groupBy } from '../model/group-by.js';

/** What is looked at of a task below the root. */
export interface AnalyzedTask {
  readonly taskId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly status: string;
  readonly estimatedEffort: string | null;
}

/** `taskId` waits for `prerequisiteId`. */
export interface Edge {
  readonly taskId: string;
  readonly prerequisiteId: string;
}

/**
 * Tasks without children, and in between the beginning and the end of each container, so that a dependency on a container
 * of thousands is one edge. Nodes come after everything that they wait for.
 */
export interface LeafGraph {
  readonly nodes: readonly GraphNode[];
}

export interface GraphNode {
  readonly key: string;
  /** Null for a beginning or an end. */
  readonly leaf: AnalyzedTask | null;
  readonly before: readonly GraphNode[];
  readonly after: readonly GraphNode[];
}

interface OpenNode extends GraphNode {
  readonly before: OpenNode[];
  readonly after: OpenNode[];
}

/** What is part of a cycle, which the store refuses, is left out. */
export function toLeafGraph(tasks: readonly AnalyzedTask[], dependencies: readonly Edge[]): LeafGraph {
  const containers = groupBy(tasks, ({ parentId }) => parentId);
  const begins = new Map<string, OpenNode>();
  const ends = new Map<string, OpenNode>();
  const all: OpenNode[] = [];
  const add = (key: string, leaf: AnalyzedTask | null): OpenNode => {
    const node: OpenNode = { key, leaf, before: [], after: [] };
    all.push(node);
    return node;
  };
  for (const task of tasks) {
    const isContainer = containers.has(task.taskId);
    const begin = add(isContainer ? `begin ${task.taskId}` : task.taskId, isContainer ? null : task);
    begins.set(task.taskId, begin);
    ends.set(task.taskId, isContainer ? add(`end ${task.taskId}`, null) : begin);
  }
  for (const { taskId, parentId } of tasks) {
    if (parentId === null) continue;
    connect(begins.get(parentId), begins.get(taskId));
    connect(ends.get(taskId), ends.get(parentId));
  }
  for (const { taskId, prerequisiteId } of dependencies) connect(ends.get(prerequisiteId), begins.get(taskId));
  return { nodes: inOrder(all) };
}

function connect(before: OpenNode | undefined, after: OpenNode | undefined): void {
  if (!before || !after) return;
  before.after.push(after);
  after.before.push(before);
}

function inOrder(all: readonly GraphNode[]): readonly GraphNode[] {
  const open = new Map(all.map((node) => [node, node.before.length]));
  const ordered = all.filter((node) => node.before.length === 0);
  for (const node of ordered) {
    for (const next of node.after) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ordered.push(next);
    }
  }
  return ordered;
}
