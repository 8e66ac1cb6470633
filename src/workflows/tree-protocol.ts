/** The argument of the workflow behind a tree of generic tasks, whose type is the root's task type. */
export interface TreeInput {
  readonly tree: true;
  /** Durations are multiplied by it; 1 outside tests. */
  readonly timeScale: number;
}

/** The signal that something in the tree has changed; what, the store knows. */
export const TREE_CHANGED = 'taskwright:tree-changed';

export interface TreeState {
  /** The root has ended: nothing is left to hold. */
  readonly end: 'completed' | 'failed' | 'cancelled' | null;
  /** When the next deadline, start or lease is due; milliseconds since the epoch. */
  readonly nextDueAt: number | null;
  /** Trees that wait for something of this one, and starts that are to be made: by an ordinary activity. */
  readonly hasDeliveries: boolean;
  /** Markdown, for the Web UI. */
  readonly details: string;
}

export interface TreeActivities {
  /** Lifts and sets what time and prerequisites decide. Looks into the store first, so it may run again at any time. */
  settleTree(input: { readonly runKey: string }): Promise<TreeState>;
  /** Ends every open task of the tree as cancelled. */
  cancelTree(input: { readonly runKey: string }): Promise<void>;
  deliverTree(input: { readonly runKey: string }): Promise<void>;
}

export function isTreeInput(input: unknown): input is TreeInput {
  return typeof input === 'object' && input !== null && 'tree' in input && input.tree === true;
}
