export interface ConcurrencyEntry {
  readonly workspace: string;
  /** Tasks of the workspace with the same key share the limit. */
  readonly key: string;
  readonly limit: number;
  readonly runKey: string;
  readonly path: string;
  readonly visit: number;
}

export interface ConcurrencyStore {
  /**
   * Takes the next place in the line for a key, or keeps the one that this visit of the task has. Returns whom it has to
   * wait for: nobody when fewer than `limit` are before it, else the last `limit` before it; it asks again when one of
   * them has ended. Whoever has ended, or whose run has, is not in the line any more. What is below a task that
   * stands in the line for that key goes with it, and waits for nobody.
   */
  enter(
    entry: ConcurrencyEntry,
  ): Promise<{ readonly behind: readonly { readonly runId: string; readonly path: string }[] }>;
}
