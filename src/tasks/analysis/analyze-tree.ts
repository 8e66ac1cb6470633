import { parseEffortHours } from '../model/effort.js';
import { groupBy } from '../model/group-by.js';
import { toLeafGraph, type AnalyzedTask, type Edge, type GraphNode } from './leaf-graph.js';

export interface TreeAnalysis {
  /** Tasks without children that may run side by side, one group after another; within it in the order given. */
  readonly groups: readonly (readonly AnalyzedTask[])[];
  /** The chain of tasks without children that takes longest, the first one first. */
  readonly criticalPath: readonly AnalyzedTask[];
  readonly criticalHours: number;
  /** Of all tasks, one after another. */
  readonly totalHours: number;
  readonly bottlenecks: readonly Bottleneck[];
  readonly unparsedEfforts: readonly AnalyzedTask[];
}

export interface Bottleneck {
  readonly task: AnalyzedTask;
  /** How many tasks wait for it, directly or through others. */
  readonly dependents: number;
}

const BOTTLENECKS = 10;

/** Of everything below a root. Efforts that do not parse count as none, and are listed. */
export function analyzeTree(tasks: readonly AnalyzedTask[], dependencies: readonly Edge[]): TreeAnalysis {
  const { nodes } = toLeafGraph(tasks, dependencies);
  const leaves = nodes.flatMap(({ leaf }) => leaf ?? []);
  const { path, hours } = toLongestPath(nodes);
  return {
    groups: toGroups(nodes, tasks),
    criticalPath: path,
    criticalHours: hours,
    totalHours: leaves.reduce((total, leaf) => total + hoursOf(leaf), 0),
    bottlenecks: toBottlenecks(nodes),
    unparsedEfforts: leaves.filter(
      ({ estimatedEffort }) => estimatedEffort !== null && parseEffortHours(estimatedEffort) === null,
    ),
  };
}

/** 0 where nothing is said, or what is said does not parse. */
export function hoursOf({ estimatedEffort }: Pick<AnalyzedTask, 'estimatedEffort'>): number {
  return estimatedEffort === null ? 0 : (parseEffortHours(estimatedEffort) ?? 0);
}

function toGroups(nodes: readonly GraphNode[], tasks: readonly AnalyzedTask[]) {
  const levels = new Map<GraphNode, number>();
  for (const node of nodes) {
    const before = node.before.reduce((most, one) => Math.max(most, levels.get(one) ?? 0), 0);
    levels.set(node, node.leaf === null ? before : before + 1);
  }
  const places = new Map(tasks.map((task, index) => [task, index]));
  const byLevel = groupBy(
    nodes.filter(({ leaf }) => leaf !== null),
    (node) => levels.get(node) ?? 0,
  );
  return [...byLevel.entries()]
    .toSorted(([one], [other]) => one - other)
    .map(([, group]) =>
      group
        .flatMap(({ leaf }) => leaf ?? [])
        .toSorted((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0)),
    );
}

interface Chain {
  readonly hours: number;
  /** Of chains that take as long, the one with more tasks is meant. */
  readonly tasks: number;
  readonly node: GraphNode;
  readonly before: Chain | null;
}

function toLongestPath(nodes: readonly GraphNode[]): {
  readonly path: readonly AnalyzedTask[];
  readonly hours: number;
} {
  const chains = new Map<GraphNode, Chain>();
  let longest: Chain | null = null;
  for (const node of nodes) {
    let before: Chain | null = null;
    for (const one of node.before) before = longerOf(before, chains.get(one) ?? null);
    const own = node.leaf === null ? 0 : hoursOf(node.leaf);
    const chain: Chain = {
      hours: (before?.hours ?? 0) + own,
      tasks: (before?.tasks ?? 0) + (node.leaf === null ? 0 : 1),
      node,
      before,
    };
    chains.set(node, chain);
    longest = longerOf(longest, chain);
  }
  const path: AnalyzedTask[] = [];
  for (let chain = longest; chain !== null; chain = chain.before) if (chain.node.leaf) path.push(chain.node.leaf);
  return { path: path.reverse(), hours: longest?.hours ?? 0 };
}

function longerOf(one: Chain | null, other: Chain | null): Chain | null {
  if (one === null || other === null) return one ?? other;
  const isLonger = other.hours > one.hours || (other.hours === one.hours && other.tasks > one.tasks);
  return isLonger ? other : one;
}

/** Tasks that two others or more wait for directly, those with the most dependents first. */
function toBottlenecks(nodes: readonly GraphNode[]): readonly Bottleneck[] {
  return nodes
    .flatMap((node) => {
      const direct = node.leaf === null ? 0 : countAfter(node, (one) => one.leaf === null, COMPARED_DIRECT);
      return node.leaf === null || direct < 2 ? [] : [{ node, task: node.leaf, direct }];
    })
    .toSorted((one, other) => other.direct - one.direct)
    .slice(0, COUNTED)
    .map(({ node, task }) => ({ task, dependents: countAfter(node, () => true, Infinity) }))
    .toSorted((one, other) => other.dependents - one.dependents || hoursOf(other.task) - hoursOf(one.task))
    .slice(0, BOTTLENECKS);
}

/** Counting everything behind everything would take the square of the tree. */
const COUNTED = 100;
const COMPARED_DIRECT = 200;

/** Tasks that are reached from here, going on from those nodes alone; no more than `most` are looked for. */
function countAfter(from: GraphNode, goesOn: (node: GraphNode) => boolean, most: number): number {
  const seen = new Set<GraphNode>();
  const open = [from];
  let count = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of node.after) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (next.leaf !== null) count += 1;
      if (count >= most) return count;
      if (goesOn(next)) open.push(next);
    }
  }
  return count;
}
