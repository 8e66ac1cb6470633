import { CancellationScope, sleep } from '@temporalio/workflow';

/** The one timer of a run. */
export interface ClockTimer {
  /** Rings at this time, or earlier if it was armed for that; null when nothing is timed. */
  arm(dueAt: number | null, now: number): void;
}

/** Armed again only for an earlier time: a timer a deadline would cost a large run thousands of events. */
export function createClockTimer(ring: () => void): ClockTimer {
  let armedFor: number | null = null;
  let scope: CancellationScope | null = null;
  return {
    arm(dueAt, now) {
      if (dueAt === null || (armedFor !== null && armedFor <= dueAt)) return;
      scope?.cancel();
      armedFor = dueAt;
      const current = new CancellationScope();
      scope = current;
      void current
        .run(() => sleep(Math.max(1, dueAt - now), { summary: 'next deadline' }))
        .then(
          () => {
            if (scope !== current) return;
            armedFor = null;
            scope = null;
            ring();
          },
          () => undefined,
        );
    },
  };
}
