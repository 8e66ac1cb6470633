import { toIso } from '../domain/iso-time.js';
import type { ScheduleView } from '../client/definition-schedules.js';
import { toNextTime } from '../definitions/schedule-times.js';
import { formatExactDuration } from '../domain/duration.js';
import type { Schedule } from './schedule.js';

export function toScheduleView(schedule: Schedule, now: number): ScheduleView {
  const { id, spec, lastRunId, lastError, lastFiredAt } = schedule;
  const isTold = schedule.appliedRevision === schedule.revision;
  const nextAt = isTold ? toNextTime(spec, now) : null;
  return {
    id,
    cron: spec.cron,
    interval: spec.everyMs === null ? null : formatExactDuration(spec.everyMs),
    timezone: spec.timezone,
    overlap: spec.overlap,
    catchUp: formatExactDuration(spec.catchUpMs),
    nextAt: toIso(nextAt),
    lastFiredAt: toIso(lastFiredAt),
    lastRunId,
    lastError,
  };
}
