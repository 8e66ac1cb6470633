import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { host, HOST_WORKFLOW, type HostInput } from './host.js';
import type { RunInput } from './protocol.js';
import { isRunInput, runWorkflow } from './run.js';
import { SCHEDULE_WORKFLOW, type FiringInput } from './schedule-protocol.js';
import { fireSchedule } from './scheduled.js';
import { runTree } from './tree.js';
import { isTreeInput, type TreeInput } from './tree-protocol.js';

/**
 * The only export of the bundle: it stands behind every workflow type, so that a run is called after its definition.
 * With a second export, a definition of that name would run it.
 */
export default async function workflow(input: RunInput | HostInput | TreeInput | FiringInput): Promise<void> {
  if (workflowInfo().workflowType === HOST_WORKFLOW) return host(input as HostInput);
  if (workflowInfo().workflowType === SCHEDULE_WORKFLOW) return fireSchedule(input as FiringInput);
  if (isTreeInput(input)) return runTree(input);
  if (!isRunInput(input)) {
    throw ApplicationFailure.nonRetryable(
      'A run is started by Taskwright, which stores it first: "taskwright run FILE".',
      'invalid_input',
    );
  }
  return runWorkflow(input);
}
