interface Edge {
  readonly taskId: string;
  readonly prerequisiteId: string;
}

/** Prerequisites first, else in the order given; what is part of a cycle is left out. */
export function toExecutionOrder(ids: readonly string[], edges: readonly Edge[]): readonly string[] {
  return toGroups(ids, edges).flat();
}

/** Groups whose tasks may run side by side, one group after another. */
export function toGroups(ids: readonly string[], edges: readonly Edge[]): readonly (readonly string[])[] {
  const known = new Set(ids);
  const open = new Map(ids.map((id) => [id, new Set<string>()]));
  const dependents = new Map<string, string[]>();
  for (const { taskId, prerequisiteId } of edges) {
    if (!known.has(taskId) || !known.has(prerequisiteId)) continue;
    open.get(taskId)?.add(prerequisiteId);
    dependents.set(prerequisiteId, [...(dependents.get(prerequisiteId) ?? []), taskId]);
  }
  const groups: string[][] = [];
  let group = ids.filter((id) => open.get(id)?.size === 0);
  while (group.length > 0) {
    groups.push(group);
    const next: string[] = [];
    for (const id of group) {
      for (const dependent of dependents.get(id) ?? []) {
        const left = open.get(dependent);
        if (left?.delete(id) && left.size === 0) next.push(dependent);
      }
    }
    group = next.toSorted((one, other) => ids.indexOf(one) - ids.indexOf(other));
  }
  return groups;
}
