import { Worker } from '@temporalio/worker';
import { installQuietRuntime } from './quiet-runtime.js';
import type { RecordedRun } from './recorded-runs.js';
import { bundleOnce } from './workflow-bundle.js';

/** Replays histories with the workflow code as it is now. Answers which of them it does not fit, with the reason. */
export async function replay(runs: readonly RecordedRun[]): Promise<string[]> {
  installQuietRuntime();
  const misfits: string[] = [];
  const results = Worker.runReplayHistories({ workflowBundle: await bundleOnce() }, [...runs]);
  for await (const { workflowId, error } of results) {
    if (error) misfits.push(`${workflowId}: ${error.message}`);
  }
  return misfits;
}
