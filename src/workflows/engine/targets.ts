import { toAncestorPaths, toChildPath, toSegments, type AttachedId } from '../../domain/path.js';
import type { PlannedNeed, TaskPlan } from '../../domain/plan.js';

/** What is needed from elsewhere in the tree, by absolute path, and what is to be approved. */
export interface Targets {
  readonly paths: ReadonlySet<string>;
  /** The paths needed below each container. */
  readonly below: ReadonlyMap<string, readonly string[]>;
  /** Needs of the type approval of tasks that are no approvals themselves; `*` in their paths stands for any item. */
  readonly approvals: readonly ApprovalTarget[];
}

export interface ApprovalTarget {
  readonly path: string;
  readonly need: PlannedNeed;
}

const ITEM = '*';

export function collectTargets(root: TaskPlan): Targets {
  const paths = new Set<string>();
  const approvals: ApprovalTarget[] = [];
  const visit = (plan: TaskPlan, path: string, parentPath: string): void => {
    for (const need of plan.needs ?? []) {
      if (need.run !== undefined) continue;
      const isAbsolute = need.task.startsWith('/');
      if (isAbsolute) paths.add(need.task);
      if (need.type === 'approval')
        approvals.push({ path: isAbsolute ? need.task : toChildPath(parentPath, need.task), need });
    }
    for (const child of plan.children ?? []) visit(child, toChildPath(path, child.id), path);
    if (plan.item) visit(plan.item, toChildPath(path, ITEM), path);
    for (const [id, attached] of Object.entries(plan.attached ?? {})) visit(attached, toChildPath(path, id), path);
  };
  visit(root, '/', '/');
  const edges = approvals.filter((target) => findPlan(root, target.path)?.guards === undefined);
  return { paths, below: toBelow(paths), approvals: edges };
}

/** The needs of the type approval that a decision about this task counts for. */
export function findApprovalNeeds(targets: Targets, path: string): readonly PlannedNeed[] {
  if (targets.approvals.length === 0) return [];
  const segments = path.split('/');
  return targets.approvals.filter((target) => matches(target.path.split('/'), segments)).map(({ need }) => need);
}

function findPlan(root: TaskPlan, path: string): TaskPlan | undefined {
  let plan: TaskPlan | undefined = root;
  for (const segment of toSegments(path)) {
    const { children, item, attached }: TaskPlan = plan;
    plan = item ?? children?.find((child) => child.id === segment) ?? attached?.[segment as AttachedId];
    if (!plan) return undefined;
  }
  return plan;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) => {
    const segment = segments[index] ?? '';
    return part === segment || (part === ITEM && /^\d+$/.test(segment));
  });
}

function toBelow(paths: ReadonlySet<string>): Map<string, string[]> {
  const below = new Map<string, string[]>();
  for (const path of paths) {
    for (const ancestor of toAncestorPaths(path)) {
      const list = below.get(ancestor);
      if (list) list.push(path);
      else below.set(ancestor, [path]);
    }
  }
  return below;
}
