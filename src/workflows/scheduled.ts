import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type ActivityOptions,
  CancellationScope,
  type ChildWorkflowHandle,
  ParentClosePolicy,
  scheduleActivity,
  startChild,
  type Workflow,
  workflowInfo,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { SCHEDULE_ACTIVITIES, type FiringInput, type PreparedFiring } from './schedule-protocol.js';

const PREPARE_OPTIONS: ActivityOptions = {
  summary: 'write the run',
  startToCloseTimeout: '2m',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

/**
 * One firing of a schedule. The run is its child, so that Temporal knows whether the firing before is still going on,
 * and what it does to that one (cancel, terminate) it does to the run.
 */
export async function fireSchedule({ schedule }: FiringInput): Promise<void> {
  const { workflowId: firing } = workflowInfo();
  const prepared = await scheduleActivity<PreparedFiring>(
    SCHEDULE_ACTIVITIES.prepare,
    [{ schedule, firing }],
    PREPARE_OPTIONS,
  );
  if (prepared === null) return;
  const run = await start(prepared);
  try {
    await run?.result();
  } catch (thrown) {
    // How it ended is the run's own matter.
    if (CancellationScope.current().consideredCancelled) throw thrown;
  }
}

/** Null for one that was started already: the sweep starts runs that were written and not started. */
async function start(prepared: NonNullable<PreparedFiring>): Promise<ChildWorkflowHandle<Workflow> | null> {
  const { runKey, type, input, summary, details } = prepared;
  try {
    return await startChild(type, {
      workflowId: runKey,
      args: [input],
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.TERMINATE,
      staticSummary: summary,
      staticDetails: details,
    });
  } catch (thrown) {
    if (thrown instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw thrown;
  }
}
