import type { RunInput } from './protocol.js';
import type { TreeInput } from './tree-protocol.js';

/** The type of the workflow that a Temporal Schedule starts: it starts a run, and is open as long as the run is. */
export const SCHEDULE_WORKFLOW = 'taskwright:schedule';

/** Its argument. What it starts stands in the store. */
export interface FiringInput {
  readonly schedule: {
    readonly workspace: string;
    readonly subject: 'definition' | 'template';
    readonly id: string;
  };
  /** Of the schedule, as Temporal was told. */
  readonly revision: number;
}

export const SCHEDULE_ACTIVITIES = {
  /** Ordinary: writes the run that this firing is to start. */
  prepare: 'taskwright:prepareScheduledRun',
} as const;

/** Null where there is nothing to start: the schedule was removed, or this firing has had its run. */
export type PreparedFiring = {
  readonly runKey: string;
  readonly type: string;
  readonly input: RunInput | TreeInput;
  readonly summary: string;
  readonly details: string;
} | null;

export interface ScheduleActivities {
  /** `firing` is the workflow id, which no other firing has: a repeat finds the run of the first. */
  readonly [SCHEDULE_ACTIVITIES.prepare]: (
    request: Pick<FiringInput, 'schedule'> & { readonly firing: string },
  ) => Promise<PreparedFiring>;
}
