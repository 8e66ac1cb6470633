import { groupBy } from '../model/group-by.js';
import { hoursOf, type TreeAnalysis } from './analyze-tree.js';
import type { AnalyzedTask } from './leaf-graph.js';

/** Tasks of one parent that a `parallel_execution` container may hold. */
export interface Regrouping {
  readonly parentId: string;
  readonly tasks: readonly AnalyzedTask[];
  /** Against one after another. */
  readonly savedHours: number;
}

/** Work that has begun stays where it is, and so does what stands in such a container already. */
export function toRegroupings(
  { groups }: Pick<TreeAnalysis, 'groups'>,
  isGrouped: (parentId: string) => boolean,
): readonly Regrouping[] {
  return groups.flatMap((group) => {
    const open = group.filter(({ status }) => status === 'pending' || status === 'blocked');
    return [...groupBy(open, ({ parentId }) => parentId)].flatMap(([parentId, tasks]) =>
      parentId === null || tasks.length < 2 || isGrouped(parentId)
        ? []
        : [{ parentId, tasks, savedHours: savedHours(tasks) }],
    );
  });
}

/** What doing these side by side saves. */
export function savedHours(tasks: readonly AnalyzedTask[]): number {
  const hours = tasks.map(hoursOf);
  return hours.reduce((total, one) => total + one, 0) - Math.max(0, ...hours);
}
