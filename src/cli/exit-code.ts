import { ERROR_CODES } from '../domain/errors.js';
import type { RunStatus } from '../domain/status.js';

/** Of wrong usage, a wrong definition, wrong input. */
export const USAGE_EXIT_CODE = ERROR_CODES.invalid_input.exitCode;

/** How `run` and `watch` end for a run that has ended so. One that has not ended counts as in order. */
export function toExitCode(status: RunStatus): number {
  switch (status) {
    case 'failed':
      return ERROR_CODES.task_failed.exitCode;
    case 'timed_out':
    case 'cancelled':
    case 'terminated':
    case 'lost':
      return ERROR_CODES[status].exitCode;
    default:
      return 0;
  }
}
