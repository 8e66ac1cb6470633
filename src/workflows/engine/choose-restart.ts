import { isWithin } from '../../domain/path.js';
import { toNeededPath } from './gates.js';
import type { RunState } from './state.js';
import type { TaskNode } from './task-node.js';

export interface Restarted {
  /** Done again. */
  readonly again: readonly TaskNode[];
  /** Containers all of whose children are done: they failed themselves, and go on from there. */
  readonly goingOn: readonly TaskNode[];
}

/**
 * The innermost tasks that failed, what was skipped or stopped because of them, and what was undone. What has completed
 * otherwise stays.
 */
export function chooseFailed(node: TaskNode): Restarted {
  if (wasUndone(node)) return { again: [node], goingOn: [] };
  switch (node.settlement) {
    case 'completed':
      return { again: node.plan.compensates ? [...node.children.values()].flatMap(chooseUndone) : [], goingOn: [] };
    case 'skipped':
      return { again: isSkippedByFailure(node) ? [node] : [], goingOn: [] };
    default: {
      if (!node.hasStarted) return { again: [node], goingOn: [] };
      const children = [...node.children.values()];
      const below = children.map(chooseFailed);
      const again = below.flatMap((chosen) => chosen.again);
      const goingOn = below.flatMap((chosen) => chosen.goingOn);
      if (again.length + goingOn.length > 0) return { again, goingOn };
      const hasDone = children.some((child) => child.settlement === 'completed');
      return hasDone ? { again: [], goingOn: [node] } : { again: [node], goingOn: [] };
    }
  }
}

/** The task, and everything that builds on it: what needs it, what comes after it in order, and what needs that. */
export function chooseRerun(run: RunState, target: TaskNode): Restarted {
  const again = new Set([target]);
  const needers = run.targets.paths.size > 0 ? listNeeders(run.root) : [];
  /** What is done again, and the containers above, whose results change with it. */
  const changing = new Set([target]);
  for (const node of changing) {
    const found = [...listFollowers(run, node), ...needers.filter((needer) => needs(needer, node, again.has(node)))];
    for (const follower of found) {
      if (isWithin(node.path, follower.path)) continue;
      again.add(follower);
      changing.add(follower);
    }
    if (node.parent && !node.attachedId) changing.add(node.parent);
  }
  return { again: [...again], goingOn: [] };
}

function isSkippedByFailure({ reason }: TaskNode): boolean {
  return reason === 'dependency_failed' || reason === 'earlier_task_failed';
}

function chooseUndone(node: TaskNode): TaskNode[] {
  if (wasUndone(node)) return [node];
  return node.settlement === 'completed' ? [...node.children.values()].flatMap(chooseUndone) : [];
}

/** Also where undoing it failed: nobody knows then how much of it is left. */
function wasUndone({ attached }: TaskNode): boolean {
  return attached.get('compensate')?.hasStarted ?? false;
}

/** Siblings that need it, or come after it where order counts. */
function listFollowers(run: RunState, node: TaskNode): TaskNode[] {
  const { parent } = node;
  const plans = parent?.plan.children;
  if (!parent || !plans) return [];
  const isOrdered = run.orchestratorOf(parent.plan.kind).isOrdered ?? false;
  const place = plans.findIndex(({ id }) => id === node.plan.id);
  return plans.flatMap((plan, index) => {
    const sibling = parent.children.get(plan.id);
    if (!sibling || sibling === node) return [];
    const isFollowing = (isOrdered && index > place) || needs(sibling, node, false);
    return isFollowing ? [sibling] : [];
  });
}

function needs(node: TaskNode, other: TaskNode, alsoBelow: boolean): boolean {
  return (node.plan.needs ?? []).some((need) => {
    if (need.run !== undefined || need.type === 'related') return false;
    const path = toNeededPath(node, need.task);
    return path === other.path || (alsoBelow && isWithin(path, other.path));
  });
}

/** With needs elsewhere in the tree. What hangs on a task is run by it, and not again by itself. */
function listNeeders(node: TaskNode): TaskNode[] {
  const below = [...node.children.values()].flatMap(listNeeders);
  const isNeeder = (node.plan.needs ?? []).some(({ task, run }) => run === undefined && task.startsWith('/'));
  return isNeeder ? [node, ...below] : below;
}
