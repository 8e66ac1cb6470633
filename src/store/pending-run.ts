import type { NewRun, RunRecord } from './store.js';

/** A run as it stands before anything has happened to it. */
export function toPendingRun({ requestToken: _, ...run }: NewRun): RunRecord {
  return {
    ...run,
    temporalRunId: null,
    status: 'pending',
    output: null,
    error: null,
    startedAt: null,
    endedAt: null,
  };
}
