/** The eight built-in kinds of task. Users may add kinds of their own, so a kind in a plan is a string. */
export const KINDS = ['basic', 'wait', 'signal', 'router', 'parallel', 'collection', 'composite', 'aggregate'] as const;

export type Kind = (typeof KINDS)[number];
