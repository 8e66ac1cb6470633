import { isWithin, ROOT_PATH, toParentPath, toSegments, type AttachedId } from '../domain/path.js';
import type { TaskPlan } from '../domain/plan.js';
import { FIRST_ATTACHED_POSITION, toPosition } from '../store/ordinal.js';
import type { TaskRecord } from '../store/store.js';
import type { RestartRequest } from '../workflows/engine/restart.js';

export type Row = Omit<TaskRecord, 'output' | 'locals' | 'attributes'>;

export interface HiddenRow {
  readonly row: Row;
  /** The path of what is shown and holds it. */
  readonly below: string;
  /** Its visit is later than that of what holds it, so it would be used again. */
  readonly isLater: boolean;
}

/** Of a run, the rows to which a request can lead. What is below others is done again with them, or stays with them. */
export function toReachable(
  rows: readonly Row[],
  { plan, request }: { readonly plan: TaskPlan; readonly request: Pick<RestartRequest, 'verb' | 'path'> },
): { readonly shown: readonly Row[]; readonly hidden: readonly HiddenRow[] } {
  const needed = collectNeeded(plan);
  const opened = new Map<string, boolean>();
  const byPath = new Map<string, Row>();
  const heldBy = new Map<string, Row>();
  const shown: Row[] = [];
  const hidden: HiddenRow[] = [];

  const isOpened = (row: Row): boolean => {
    const known = opened.get(row.path);
    if (known !== undefined) return known;
    const is = leadsBelow(row);
    opened.set(row.path, is);
    return is;
  };

  const leadsBelow = ({ path, status, startedAt }: Row): boolean => {
    if ([...needed].some((one) => isWithin(one, path))) return true;
    if (startedAt === null) return false;
    const own = findPlan(plan, path);
    // It may have to be undone, later or before.
    if (own?.compensates) return status !== 'skipped';
    if (request.verb === 'rerun') return isWithin(request.path, path) || (own !== undefined && holdsNeeders(own));
    return status !== 'completed' && status !== 'skipped';
  };

  for (const row of rows) {
    const parentPath = toParentPath(row.path);
    const parent = parentPath === null ? undefined : byPath.get(parentPath);
    const holder = parentPath === null ? undefined : (heldBy.get(parentPath) ?? parent);
    byPath.set(row.path, row);
    // How a task counts depends on what hangs on it.
    const isShown =
      holder !== undefined &&
      holder === parent &&
      (isOpened(holder) || toPosition(row.ordinal) >= FIRST_ATTACHED_POSITION);
    if (!holder || isShown) shown.push(row);
    else {
      heldBy.set(row.path, holder);
      hidden.push({ row, below: holder.path, isLater: row.visit > holder.visit });
    }
  }
  return { shown, hidden };
}

export function findPlan(root: TaskPlan, path: string): TaskPlan | undefined {
  let plan: TaskPlan | undefined = root;
  for (const segment of toSegments(path)) {
    const { children, item, attached }: TaskPlan = plan;
    plan = children?.find(({ id }) => id === segment) ?? attached?.[segment as AttachedId] ?? item;
    if (!plan) return undefined;
  }
  return plan;
}

/** Paths that are needed from elsewhere in the tree. */
function collectNeeded(plan: TaskPlan): ReadonlySet<string> {
  const own = (plan.needs ?? []).filter(({ run, task }) => run === undefined && task.startsWith(ROOT_PATH));
  return new Set([...own.map(({ task }) => task), ...partsOf(plan).flatMap((part) => [...collectNeeded(part)])]);
}

function holdsNeeders(plan: TaskPlan): boolean {
  return partsOf(plan).some((part) => collectNeeded(part).size > 0);
}

function partsOf({ children = [], item, attached = {} }: TaskPlan): readonly TaskPlan[] {
  return [...children, ...(item ? [item] : []), ...Object.values(attached)];
}
