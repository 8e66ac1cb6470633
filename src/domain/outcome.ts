import type { ErrorCode } from './errors.js';

/** Why a task did not complete. `path` is that of the innermost first failed task, or the task's own. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string;
}

/** How a child ended, in the four ways that its parent may tell apart. */
export type Settlement = 'completed' | 'failed' | 'skipped' | 'cancelled';
