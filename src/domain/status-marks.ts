import type { RunStatus } from './status.js';

/** One sign for each status, in terminals and in Temporal's Web UI. */
export const STATUS_MARKS: Readonly<Record<RunStatus, string>> = {
  pending: '·',
  blocked: '·',
  in_progress: '▶',
  waiting: '…',
  paused: '‖',
  completed: '✔',
  failed: '✘',
  timed_out: '✘',
  cancelled: '⊘',
  skipped: '-',
  terminated: '⊘',
  lost: '?',
};
