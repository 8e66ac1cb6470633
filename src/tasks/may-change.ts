import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { isTerminal } from '../domain/status.js';
import { assertGatesHold } from './completion-gates.js';
import type { GenericTask } from './model/generic-task.js';
import { describeBlockers, listBlockers } from './read-gates.js';
import { readChildren, type Reader } from './store/generic-task-rows.js';

/** What is read, and when: in a change of the tree, or to know beforehand. */
export interface Look {
  readonly tx: Reader;
  readonly now: number;
}

/** Throws conflict, naming what it waits for. */
export async function assertMayStart(change: Look, task: GenericTask): Promise<void> {
  const blockers = await listBlockers(change.tx, task, { step: 'start', now: change.now });
  if (blockers.length === 0) return;
  throw new TaskwrightError('conflict', `"${task.taskId}" is not ready: it waits for ${describeBlockers(blockers)}.`, {
    hint: 'Complete or waive what it waits for.',
  });
}

/** Throws conflict while something below is open, a prerequisite is unmet, or a gate does not hold. */
export async function assertMayComplete(
  change: Look,
  task: GenericTask,
  handedIn: { readonly outputs: JsonValue; readonly confirmed?: readonly string[] },
): Promise<void> {
  if (task.kind === 'wait' && task.status !== 'completed') {
    throw new TaskwrightError('conflict', `"${task.taskId}" is an approval: it completes when it is approved.`, {
      hint: 'Decide it instead.',
    });
  }
  const open = (await readChildren(change.tx, task.workspace, task.taskId)).filter(({ status }) => !isTerminal(status));
  if (open.length > 0) {
    const named = open.slice(0, 10).map(({ taskId, status }) => `"${taskId}" (${status})`);
    throw new TaskwrightError(
      'conflict',
      `"${task.taskId}" has tasks below it that have not ended: ${named.join(', ')}.`,
      {
        hint: 'Complete, cancel or move them first.',
      },
    );
  }
  const blockers = await listBlockers(change.tx, task, { step: 'completion', now: change.now });
  if (blockers.length > 0) {
    throw new TaskwrightError('conflict', `"${task.taskId}" cannot complete yet: ${describeBlockers(blockers)}.`, {
      hint: 'Complete or waive its prerequisites first.',
    });
  }
  assertGatesHold(task, handedIn);
}
