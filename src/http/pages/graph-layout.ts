import { toLeafGraph, type GraphNode } from '../../tasks/analysis/leaf-graph.js';

export interface GraphTask {
  readonly id: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly status: string;
}

/** `to` waits for `from`. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface PlacedTask {
  readonly id: string;
  /** From 0: everything that it waits for stands in columns before. */
  readonly column: number;
  readonly row: number;
}

export interface GraphLayout {
  readonly tasks: readonly PlacedTask[];
  readonly edges: readonly GraphEdge[];
  readonly columns: number;
  readonly rows: number;
}

/** A drawing of more than that says nothing. */
export const MAX_DRAWN = { tasks: 150, edges: 600 };

/**
 * Tasks without children in columns, each behind all that it waits for, also through the containers that they stand in.
 * Null where there is too much to be drawn.
 */
export function layOut(tasks: readonly GraphTask[], edges: readonly GraphEdge[]): GraphLayout | null {
  const { nodes } = toLeafGraph(
    tasks.map(({ id, ...task }) => ({ ...task, taskId: id, estimatedEffort: null })),
    edges.map(({ from, to }) => ({ taskId: to, prerequisiteId: from })),
  );
  const leaves = nodes.flatMap((node) => (node.leaf === null ? [] : [{ node, id: node.leaf.taskId }]));
  if (leaves.length > MAX_DRAWN.tasks) return null;
  const columns = toColumns(nodes);
  const order = new Map(tasks.map(({ id }, index) => [id, index]));
  const heights: number[] = [];
  const placed = leaves
    .toSorted((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0))
    .map(({ node, id }) => {
      const column = columns.get(node) ?? 0;
      const row = heights[column] ?? 0;
      heights[column] = row + 1;
      return { id, column, row };
    });
  const drawn = leaves.flatMap(({ node, id }) => listLeavesBefore(node).map((from) => ({ from, to: id })));
  if (drawn.length > MAX_DRAWN.edges) return null;
  return { tasks: placed, edges: drawn, columns: heights.length, rows: Math.max(0, ...heights) };
}

/** Nodes come after everything that they wait for. */
function toColumns(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, number> {
  const ends = new Map<GraphNode, number>();
  const columns = new Map<GraphNode, number>();
  for (const node of nodes) {
    const before = node.before.reduce((most, one) => Math.max(most, ends.get(one) ?? 0), 0);
    columns.set(node, before);
    ends.set(node, node.leaf === null ? before : before + 1);
  }
  return columns;
}

/** The nearest tasks before it; beginnings and ends of containers are looked through. */
function listLeavesBefore(node: GraphNode): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<GraphNode>();
  const open = [...node.before];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (one.leaf === null) open.push(...one.before);
    else found.add(one.leaf.taskId);
  }
  return [...found];
}
