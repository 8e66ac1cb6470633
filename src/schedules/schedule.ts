import type { AuthoredSchedule, GivenSchedule } from '../definitions/check-schedule.js';
import type { ScheduleTimes } from '../definitions/schedule-times.js';
import type { Triggers } from '../definitions/head-schema.js';
import { parseDuration } from '../domain/duration.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';

export const OVERLAPS = ['skip', 'buffer_one', 'buffer_all', 'cancel_other', 'terminate_other', 'allow_all'] as const;

/** What happens when the run before has not ended. */
export type Overlap = (typeof OVERLAPS)[number];

export type ScheduleSubject = 'definition' | 'template';

/** What Temporal is told. */
export interface ScheduleSpec extends ScheduleTimes {
  readonly overlap: Overlap;
  readonly catchUpMs: number;
}

/** Which schedule. */
export interface ScheduleRef {
  readonly workspace: string;
  readonly subject: ScheduleSubject;
  readonly id: string;
}

export interface Schedule extends ScheduleRef {
  /** The definition or the template. */
  readonly target: string;
  /** Of the definition; null for a template. */
  readonly version: string | null;
  readonly spec: ScheduleSpec;
  /** Of the run, or the parameters of the template. */
  readonly input: JsonObject;
  readonly taskQueue: string;
  readonly revision: number;
  readonly appliedRevision: number;
  readonly isRemoved: boolean;
  readonly lastRunId: string | null;
  readonly lastFiredAt: number | null;
  readonly lastError: ErrorRecord | null;
  readonly createdBy: string;
  readonly createdAt: number;
}

const DEFAULT_CATCH_UP_MS = 3_600_000;

/** Of a schedule that was checked. */
export function toSpec({ cron = [], interval, timezone, overlap, catch_up: catchUp }: GivenSchedule): ScheduleSpec {
  return {
    cron: typeof cron === 'string' ? [cron] : cron,
    everyMs: interval === undefined ? null : parseDuration(interval),
    timezone: timezone ?? 'UTC',
    overlap: overlap ?? 'skip',
    catchUpMs: catchUp === undefined ? DEFAULT_CATCH_UP_MS : parseDuration(catchUp),
  };
}

export function toScheduleList(schedule: Triggers['schedule']): readonly AuthoredSchedule[] {
  if (schedule === undefined) return [];
  return Array.isArray(schedule) ? schedule : [schedule];
}
