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

/** Names that no action can have. */
export const TREE_ACTIVITIES = {
  /** Local: lifts and sets what time and prerequisites decide. */
  settle: 'taskwright:settleTree',
  /** Local: ends every open task of the tree as cancelled. */
  cancel: 'taskwright:cancelTree',
  /** Ordinary: tells and starts what the tree has caused to be told and started. */
  deliver: 'taskwright:deliverTree',
} as const;

interface TreeRef {
  readonly runKey: string;
}

/** Each looks into the store first, so it may run again at any time. */
export interface TreeActivities {
  readonly [TREE_ACTIVITIES.settle]: (tree: TreeRef) => Promise<TreeState>;
  readonly [TREE_ACTIVITIES.cancel]: (tree: TreeRef) => Promise<void>;
  readonly [TREE_ACTIVITIES.deliver]: (tree: TreeRef) => Promise<void>;
}

export function isTreeInput(input: unknown): input is TreeInput {
  return typeof input === 'object' && input !== null && 'tree' in input && input.tree === true;
}
