import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  defineSignal,
  scheduleActivity,
  scheduleLocalActivity,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { ENGINE_LOCAL_OPTIONS, toDeliverOptions } from './options.js';
import { TREE_ACTIVITIES, TREE_CHANGED, type TreeInput, type TreeState } from './tree-protocol.js';

const changed = defineSignal(TREE_CHANGED);

/**
 * Holds what a tree of generic tasks waits for: prerequisites in other trees, starts, deadlines and leases. The store
 * decides, in one transaction with the change; this carries time and messages, and keeps nothing that could be lost.
 */
export async function runTree(input: TreeInput): Promise<void> {
  const { workflowId: runKey } = workflowInfo();
  let isAwake = true;
  let isCancelled = false;
  setHandler(changed, () => void (isAwake = true), { description: 'Something in the tree has changed.' });
  CancellationScope.current().cancelRequested.catch(() => {
    isCancelled = true;
    isAwake = true;
  });

  const state = await CancellationScope.nonCancellable(async (): Promise<TreeState> => {
    for (;;) {
      isAwake = false;
      if (isCancelled) await perform(TREE_ACTIVITIES.cancel, runKey);
      const settled = await perform<TreeState>(TREE_ACTIVITIES.settle, runKey);
      setCurrentDetails(settled.details);
      if (settled.hasDeliveries) await scheduleActivity(TREE_ACTIVITIES.deliver, [{ runKey }], toDeliverOptions());
      if (settled.end !== null) return settled;
      if (workflowInfo().continueAsNewSuggested && !isAwake && !isCancelled) await continueAsNew<typeof runTree>(input);
      const waitMs = settled.nextDueAt === null ? null : Math.max(1, settled.nextDueAt - Date.now());
      if (waitMs === null) await condition(() => isAwake);
      else await condition(() => isAwake, waitMs);
    }
  });
  if (state.end === 'cancelled') throw new CancelledFailure('The tasks were cancelled.');
  if (state.end === 'failed') throw ApplicationFailure.nonRetryable('The root task failed.', 'task_failed');
}

function perform<Result = void>(name: string, runKey: string): Promise<Result> {
  const summary = name.slice(name.indexOf(':') + 1);
  return scheduleLocalActivity<Result>(name, [{ runKey }], { ...ENGINE_LOCAL_OPTIONS, summary });
}
