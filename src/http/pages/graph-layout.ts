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

/** Columns and rows count from 0. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

export interface PlacedTask extends Place {
  readonly id: string;
}

export interface GraphLayout {
  /** Everything that a task waits for stands in columns before it. */
  readonly tasks: readonly PlacedTask[];
  /** Each through all columns that it crosses, where a row is kept free for it. */
  readonly lines: readonly (readonly Place[])[];
  readonly columns: number;
  readonly rows: number;
}

/** A drawing of more than that says nothing. */
export const MAX_DRAWN = { tasks: 150, lines: 600 };

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
  const columnOf = new Map(leaves.map(({ node, id }) => [id, columns.get(node) ?? 0]));
  const drawn = toEdges(leaves);
  if (drawn.length > MAX_DRAWN.lines) return null;
  const rows = toRows(toSlots(tasks, columnOf, drawn));
  const placeOf = (id: string, column: number): Place => ({ column, row: rows.get(toKey(id, column)) ?? 0 });
  const placed = tasks.flatMap(({ id }) => {
    const column = columnOf.get(id);
    return column === undefined ? [] : [{ id, ...placeOf(id, column) }];
  });
  return {
    tasks: placed,
    lines: drawn.map(({ from, to }) => [
      ...range(columnOf.get(from) ?? 0, columnOf.get(to) ?? 0).map((column) => placeOf(from, column)),
      placeOf(to, columnOf.get(to) ?? 0),
    ]),
    columns: Math.max(0, ...placed.map(({ column }) => column + 1)),
    rows: Math.max(0, ...[...rows.values()].map((row) => row + 1)),
  };
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

/** Without those that others together say already. Tasks come after all that they wait for. */
function toEdges(leaves: readonly { readonly node: GraphNode; readonly id: string }[]): readonly GraphEdge[] {
  const above = new Map<string, ReadonlySet<string>>();
  return leaves.flatMap(({ node, id }) => {
    const before = listLeavesBefore(node);
    const further = new Set(before.flatMap((one) => [...(above.get(one) ?? [])]));
    above.set(id, new Set([...further, ...before]));
    return before.filter((from) => !further.has(from)).map((from) => ({ from, to: id }));
  });
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

/** A task in its column, or the lines of one task where they cross another column. */
interface Slot {
  readonly key: string;
  readonly column: number;
  /** What leads here from the column before. */
  readonly before: readonly string[];
}

function toSlots(
  tasks: readonly GraphTask[],
  columnOf: ReadonlyMap<string, number>,
  edges: readonly GraphEdge[],
): readonly Slot[] {
  const slots = new Map<string, { key: string; column: number; before: string[] }>();
  for (const { id } of tasks) {
    const column = columnOf.get(id);
    if (column !== undefined) slots.set(toKey(id, column), { key: toKey(id, column), column, before: [] });
  }
  for (const { from, to } of edges) {
    const [first, last] = [columnOf.get(from) ?? 0, columnOf.get(to) ?? 0];
    for (const column of range(first + 1, last)) {
      const key = toKey(from, column);
      slots.set(key, { key, column, before: [toKey(from, column - 1)] });
    }
    slots.get(toKey(to, last))?.before.push(toKey(from, last - 1));
  }
  return [...slots.values()];
}

/** Within a column each stands as near as it can to what leads to it. */
function toRows(slots: readonly Slot[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const columns = new Map<number, Slot[]>();
  for (const slot of slots) columns.set(slot.column, [...(columns.get(slot.column) ?? []), slot]);
  for (const column of [...columns.keys()].toSorted((one, other) => one - other)) {
    const middle = ({ before }: Slot): number =>
      before.reduce((sum, key) => sum + (rows.get(key) ?? 0), 0) / Math.max(1, before.length);
    const sorted = (columns.get(column) ?? []).toSorted((one, other) => middle(one) - middle(other));
    for (const [row, { key }] of sorted.entries()) rows.set(key, row);
  }
  return rows;
}

function toKey(id: string, column: number): string {
  return `${column} ${id}`;
}

/** From the first on, without the last. */
function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}
