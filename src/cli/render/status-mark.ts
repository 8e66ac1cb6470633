import { STATUS_MARKS } from '../../domain/status-marks.js';
import type { RunStatus } from '../../domain/status.js';
import type { Paint } from './paint.js';

const COLOURS: Readonly<Record<RunStatus, keyof Paint>> = {
  pending: 'dim',
  blocked: 'dim',
  in_progress: 'cyan',
  waiting: 'yellow',
  paused: 'yellow',
  completed: 'green',
  failed: 'red',
  timed_out: 'red',
  cancelled: 'dim',
  skipped: 'dim',
  terminated: 'red',
  lost: 'red',
};

export function toMark(status: RunStatus, paint: Paint): string {
  return paint[COLOURS[status]](STATUS_MARKS[status]);
}
