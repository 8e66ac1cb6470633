/** What has to happen before a task can end: the tasks that have to end before, by id. */
export type Requirements = ReadonlyMap<string, readonly string[]>;

/** The ids along a cycle, the first one again at the end; null when there is none among what these can reach. */
export function findCycle(requirements: Requirements, from: Iterable<string>): readonly string[] | null {
  const done = new Set<string>();
  for (const start of from) {
    const stack: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
    const onStack = new Set([start]);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (!top) break;
      const required = requirements.get(top.id)?.[top.next];
      top.next += 1;
      if (required === undefined) {
        done.add(top.id);
        onStack.delete(top.id);
        stack.pop();
      } else if (onStack.has(required)) {
        const path = stack.map(({ id }) => id);
        return [...path.slice(path.indexOf(required)), required];
      } else if (!done.has(required)) {
        onStack.add(required);
        stack.push({ id: required, next: 0 });
      }
    }
  }
  return null;
}
