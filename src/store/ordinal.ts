/** Attached tasks (`on_error`, `process` …) stand behind all children, from this position on, and are none of them. */
export const FIRST_ATTACHED_POSITION = 1_000_000;

/** Among its siblings; 0 for the root. */
export function toPosition(ordinal: readonly number[]): number {
  return ordinal.at(-1) ?? 0;
}

/** Depth first: a task comes before everything below it. */
export function compareOrdinals(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** An attached task, or one below it. */
export function isAttached(ordinal: readonly number[]): boolean {
  return ordinal.some((position) => position >= FIRST_ATTACHED_POSITION);
}
