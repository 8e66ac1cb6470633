import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TASK_STATUSES, type TaskStatus } from '../../../src/domain/status.js';
import {
  assertTransition,
  canStandWith,
  isClaimable,
  LIFECYCLE_STAGES,
  stepsBetween,
  statusIn,
  TRANSITIONS,
  type LifecycleStage,
} from '../../../src/tasks/model/lifecycle.js';

/** As it is written down for users, row by row. */
const TABLE: Record<LifecycleStage, readonly LifecycleStage[]> = {
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

const STAGES_OF: Record<TaskStatus, readonly LifecycleStage[]> = {
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

const pairs = LIFECYCLE_STAGES.flatMap((from) => LIFECYCLE_STAGES.map((to) => [from, to] as const));

describe('the lifecycle of a generic task', () => {
  it.each(pairs)('from %s to %s is legal or refused as the table says', (from, to) => {
    if (TABLE[from].includes(to)) {
      expect(assertTransition('t', from, to)).toBeUndefined();
      return;
    }
    const legal = TABLE[from].join(', ');
    expect(() => assertTransition('t', from, to)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: `The task "t" is ${from} and cannot become ${to}.`,
        hint: legal === '' ? 'Nothing follows archived.' : `From ${from} it may become ${legal}.`,
      }),
    );
  });

  it.each(pairs)('takes the fewest legal steps from %s to %s', (from, to) => {
    const steps = stepsBetween(from, to);
    const distances = new Map<LifecycleStage, number>([[from, 0]]);
    for (const [stage, distance] of distances)
      for (const next of TRANSITIONS[stage]) if (!distances.has(next)) distances.set(next, distance + 1);
    expect(steps?.length).toBe(distances.get(to));
    for (const [index, step] of (steps ?? []).entries())
      expect(TABLE[index === 0 ? from : (steps?.[index - 1] ?? from)]).toContain(step);
    if (steps && from !== to) expect(steps.at(-1)).toBe(to);
  });

  it.each(TASK_STATUSES)('lets the status %s stand with the stages of the table alone', (status) => {
    expect(LIFECYCLE_STAGES.filter((stage) => canStandWith(status, stage))).toEqual(
      LIFECYCLE_STAGES.filter((stage) => STAGES_OF[status].includes(stage)),
    );
  });

  it('may be claimed before its work has begun, or after it failed', () => {
    expect(LIFECYCLE_STAGES.filter(isClaimable)).toEqual(['created', 'planning', 'ready', 'failed']);
  });

  it('never comes to a stage and a status that contradict each other, whatever legal steps it takes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.boolean())), (choices) => {
        let stage: LifecycleStage = 'created';
        let status: TaskStatus = 'pending';
        for (const [choice, isGated] of choices) {
          const next: LifecycleStage | undefined = TRANSITIONS[stage][choice % TRANSITIONS[stage].length];
          if (next === undefined) return;
          status = statusIn(next, status, { isGated });
          stage = next;
          expect({ stage, status, stands: canStandWith(status, stage) }).toEqual({ stage, status, stands: true });
        }
      }),
    );
  });
});
