import type { TaskDefinition } from '../domain/definition.js';
import type { ChildPart } from '../orchestrators/kind.js';
import type { DefinitionTree } from './definition-tree.js';

/** What an approval is about: what it needs; without needs, in a list that runs in order, the task before it. */
export function toGuards(task: TaskDefinition, before: string | null): readonly string[] {
  const needs = (task.needs ?? []).filter((need) => need.run === undefined && need.type !== 'related');
  if (needs.length > 0) return needs.map((need) => need.task);
  return before === null ? [] : [before];
}

/** The id of the sibling that ends before this one starts, because the list runs in order. */
export function toPreviousId(siblings: readonly ChildPart[], index: number): string | null {
  const isOrdered = siblings[index]?.sees === 'earlier';
  return isOrdered ? (siblings[index - 1]?.segment ?? null) : null;
}

/** All tasks that an approval, or a need of the type approval, is about. */
export function collectGuarded(
  tree: DefinitionTree,
  isApproval: (task: TaskDefinition) => boolean,
): ReadonlySet<TaskDefinition> {
  const guarded = new Set<TaskDefinition>();
  const add = (target: string, siblings: readonly ChildPart[]): void => {
    const found = target.startsWith('/') ? tree.taskAt(target) : siblings.find((part) => part.segment === target)?.task;
    if (found) guarded.add(found);
  };
  const visit = (task: TaskDefinition): void => {
    const parts = tree.partsOf(task).children;
    const siblings = parts.filter((part) => !part.attached);
    const positions = new Map(siblings.map((part, index) => [part, index]));
    parts.forEach((part) => {
      const before = toPreviousId(siblings, positions.get(part) ?? -1);
      if (isApproval(part.task)) for (const target of toGuards(part.task, before)) add(target, siblings);
      for (const need of part.task.needs ?? [])
        if (need.type === 'approval' && need.run === undefined) add(need.task, siblings);
      visit(part.task);
    });
  };
  visit(tree.definition.root);
  return guarded;
}
