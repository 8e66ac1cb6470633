import { TaskwrightError } from '../../domain/errors.js';
import type { TaskStatus } from '../../domain/status.js';

/** The planning view of a generic task. `status` is what the engine knows; the two never contradict each other. */
export const LIFECYCLE_STAGES = [
  'created',
  'planning',
  'ready',
  'active',
  'blocked',
  'review',
  'completed',
  'failed',
  'archived',
  'superseded',
] as const;

export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

/** Other words for a stage that are accepted where one is given. */
export const STAGE_ALIASES: Readonly<Record<string, LifecycleStage>> = { draft: 'created', planned: 'planning' };

export const TRANSITIONS: Readonly<Record<LifecycleStage, readonly LifecycleStage[]>> = {
  created: ['planning', 'ready', 'active', 'archived'],
  planning: ['ready', 'blocked', 'archived'],
  ready: ['active', 'blocked', 'archived'],
  active: ['blocked', 'review', 'completed', 'failed', 'archived'],
  blocked: ['ready', 'active', 'failed', 'archived'],
  review: ['active', 'blocked', 'completed', 'failed', 'archived'],
  completed: ['archived', 'superseded'],
  failed: ['ready', 'active', 'archived', 'superseded'],
  superseded: ['archived'],
  archived: [],
};

const STAGES_OF: Readonly<Record<TaskStatus, readonly LifecycleStage[]>> = {
  pending: ['created', 'planning', 'ready'],
  blocked: ['created', 'planning', 'blocked'],
  in_progress: ['active', 'review'],
  waiting: ['active', 'review'],
  paused: ['active', 'review'],
  completed: ['completed', 'archived', 'superseded'],
  skipped: ['completed', 'archived', 'superseded'],
  failed: ['failed', 'archived', 'superseded'],
  timed_out: ['failed', 'archived', 'superseded'],
  cancelled: ['archived'],
};

/** Stages in which a task may be claimed once no gate is unmet. */
const CLAIMABLE: ReadonlySet<LifecycleStage> = new Set(['created', 'planning', 'ready', 'failed']);

export function isClaimable(stage: LifecycleStage): boolean {
  return CLAIMABLE.has(stage);
}

export function canStandWith(status: TaskStatus, stage: LifecycleStage): boolean {
  return STAGES_OF[status].includes(stage);
}

/** Throws conflict, naming the legal ones. */
export function assertTransition(taskId: string, from: LifecycleStage, to: LifecycleStage): void {
  const legal = TRANSITIONS[from];
  if (legal.includes(to)) return;
  throw new TaskwrightError('conflict', `The task "${taskId}" is ${from} and cannot become ${to}.`, {
    hint: legal.length === 0 ? `Nothing follows ${from}.` : `From ${from} it may become ${legal.join(', ')}.`,
  });
}

/** The fewest legal steps from one stage to another, without the first; null when there is no way. */
export function stepsBetween(from: LifecycleStage, to: LifecycleStage): readonly LifecycleStage[] | null {
  const cameFrom = new Map<LifecycleStage, LifecycleStage | null>([[from, null]]);
  for (const stage of cameFrom.keys()) {
    if (stage === to) return trace(cameFrom, to);
    for (const next of TRANSITIONS[stage]) if (!cameFrom.has(next)) cameFrom.set(next, stage);
  }
  return null;
}

function trace(
  cameFrom: ReadonlyMap<LifecycleStage, LifecycleStage | null>,
  to: LifecycleStage,
): readonly LifecycleStage[] {
  const steps: LifecycleStage[] = [];
  for (let stage: LifecycleStage = to; ;) {
    const before = cameFrom.get(stage);
    if (before === null || before === undefined) return steps;
    steps.unshift(stage);
    stage = before;
  }
}

/**
 * The status that a task has once it has come to a stage: what it was where the two can stand together, else what the
 * stage says. What ended without a result and is put away was cancelled.
 */
export function statusIn(
  stage: LifecycleStage,
  before: TaskStatus,
  { isGated }: { readonly isGated: boolean },
): TaskStatus {
  switch (stage) {
    case 'created':
    case 'planning':
      return isGated ? 'blocked' : 'pending';
    case 'ready':
      return 'pending';
    case 'active':
    case 'review':
      return canStandWith(before, stage) ? before : 'in_progress';
    case 'blocked':
    case 'completed':
    case 'failed':
      return canStandWith(before, stage) ? before : stage;
    case 'archived':
      return canStandWith(before, stage) ? before : 'cancelled';
    case 'superseded':
      return before;
  }
}
