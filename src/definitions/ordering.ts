import type { TaskNode } from './definition-tree.js';
import { type Ended, pathBetween, toEnded, toKnots } from './waiting-graph.js';

/** A need within the definition, resolved. */
export interface NeedEdge {
  readonly dependent: TaskNode;
  readonly target: TaskNode;
  /** `start`: the dependent starts after the target has ended; `end`: it ends after it. */
  readonly gates: 'start' | 'end';
  /** Its place among the dependent's needs, for error positions. */
  readonly field: readonly (string | number)[];
  /** The task that the need is written at; another one for `blocks`. */
  readonly writtenAt: TaskNode;
}

/**
 * What comes before what: a task starts after its parent has, in a composite after the sibling before it has ended,
 * and after what it needs has ended; it ends after its children have. Each task has two moments, numbered `2 × index`
 * (start) and `2 × index + 1` (end).
 */
export interface Ordering {
  /** Whether `earlier` has certainly ended when `later` starts. */
  hasEndedBefore(earlier: TaskNode, later: TaskNode): boolean;
  /** Needs that wait for each other, one list a knot: tasks in a circle, with a need in it to point at. */
  readonly cycles: readonly { readonly tasks: readonly TaskNode[]; readonly edge: NeedEdge }[];
}

export function toOrdering(nodes: readonly TaskNode[], edges: readonly NeedEdge[]): Ordering {
  const waitsFor: number[][] = nodes.flatMap((node) => [startWaits(node), endWaits(node)]);
  for (const edge of edges) waitsFor[gateOf(edge)]?.push(endOf(edge.target));
  const knots = toKnots(waitsFor);
  let ended: Ended | null = null;
  return {
    hasEndedBefore(earlier, later) {
      ended ??= toEnded(waitsFor, knots);
      return ended(startOf(later), earlier.index);
    },
    cycles: findCycles(),
  };

  function findCycles(): { tasks: TaskNode[]; edge: NeedEdge }[] {
    const told = new Set<number>();
    const inNeeds = new Set(edges.flatMap(({ dependent, target }) => [dependent, target]));
    return edges.flatMap((edge) => {
      const from = gateOf(edge);
      const to = endOf(edge.target);
      const knot = knots.of[from] ?? -1;
      if (knot !== knots.of[to] || told.has(knot)) return [];
      told.add(knot);
      return [{ tasks: toTasks([from, ...pathBetween(waitsFor, to, from)], inNeeds), edge }];
    });
  }

  /** Each task once in a row; of a task that only encloses another one of the circle nothing is said. */
  function toTasks(moments: readonly number[], inNeeds: ReadonlySet<TaskNode>): TaskNode[] {
    const tasks = moments.flatMap((moment) => nodes[moment >> 1] ?? []).filter((node) => inNeeds.has(node));
    return tasks.filter((node, index) => node !== tasks[index - 1]);
  }
}

/** The moment that waits for what is needed. */
function gateOf({ dependent, gates }: NeedEdge): number {
  return gates === 'start' ? startOf(dependent) : endOf(dependent);
}

function startOf({ index }: TaskNode): number {
  return 2 * index;
}

function endOf({ index }: TaskNode): number {
  return 2 * index + 1;
}

function startWaits({ parent, part, position }: TaskNode): number[] {
  if (parent === null) return [];
  const before = part?.sees === 'earlier' && part.attached === undefined ? parent.children[position - 1] : undefined;
  return before === undefined ? [startOf(parent)] : [startOf(parent), endOf(before)];
}

function endWaits(node: TaskNode): number[] {
  const attached = node.attached.filter(({ part }) => part?.attached !== 'compensate');
  return [startOf(node), ...[...node.children, ...attached].map(endOf)];
}
