import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { TaskwrightError } from '../domain/errors.js';
import { toParentPath } from '../domain/path.js';
import { isTerminal, isTerminalRun, type RunStatus } from '../domain/status.js';
import { isTreeRun } from '../domain/tree-run.js';
import { isAttached } from '../store/ordinal.js';
import type { RunRecord, TaskRecord } from '../store/store.js';
import type { RestartRequest } from '../workflows/engine/restart.js';
import { UPDATES, type ControlMessage } from '../workflows/protocol.js';
import type { ClientContext } from './client-context.js';
import type { ControlRun } from './control-run.js';
import { readCurrentRun } from './read-run.js';
import { recordRequest } from './record-request.js';
import { toNewWorkflow } from './start-workflow.js';
import { toTreeVerbs } from './tree-verbs.js';
import { tellRun } from './with-open-run.js';

export interface RerunTask extends ControlRun {
  readonly path: string;
}

/** How long a workflow may take to close after its run has ended. */
const CLOSE_MS = 10_000;
const LOOK_AGAIN_MS = 200;

const RETRIED: readonly RunStatus[] = ['failed', 'timed_out', 'terminated', 'lost'];

/**
 * Lets a run that has failed go on from what failed: that, what was skipped or stopped because of it, and what was undone
 * run again as new visits; what has completed otherwise stays. In a tree of generic tasks, what has failed is ready again.
 * Answers when the run goes on. Throws not_found, conflict (it has not ended, or there is nothing to retry), unavailable.
 */
export async function retryRun(context: ClientContext, request: ControlRun): Promise<void> {
  const run = await readCurrentRun(context, request.runId);
  if (!isTerminalRun(run.status)) {
    throw new TaskwrightError('conflict', `The run "${run.runId}" has not ended: it is ${run.status}.`, {
      hint: `Run one task of it again with "taskwright rerun ${run.runId} PATH".`,
    });
  }
  if (!RETRIED.includes(run.status)) {
    throw new TaskwrightError('conflict', `The run "${run.runId}" is ${run.status}: nothing in it has failed.`, {
      hint: `Run a task of it again with "taskwright rerun ${run.runId} PATH", or start another run.`,
    });
  }
  const { workspace, runId } = run;
  const { by, reason = null } = request;
  if (isTreeRun(run)) return toTreeVerbs(context).retry({ workspace, taskId: runId, by, reason });
  await revive(context, run, { id: randomUUID(), verb: 'retry', path: '/', by });
  await recordRequest(context, { ...request, runKey: run.runKey, type: 'run.retry_requested' });
}

/**
 * Lets a task that has ended run again, as a new visit, and with it everything that builds on it: what needs it, and what
 * comes after it where order counts. The containers above go on. Answers when it does. Throws not_found, conflict (the
 * task, or what builds on it, has not ended), invalid_input (it hangs on another task; a tree of generic tasks),
 * unavailable.
 */
export async function rerunTask(context: ClientContext, request: RerunTask): Promise<void> {
  const { path, by, runId } = request;
  const run = await readCurrentRun(context, runId);
  refuseTree(run);
  const task = await context.store.tasks.read(run.runKey, path);
  if (task === null) {
    throw new TaskwrightError('not_found', `The run "${run.runId}" has no task ${path.slice(0, 200)}.`, {
      hint: `See its tasks with "taskwright show ${run.runId}".`,
    });
  }
  assertMayRerun(task);
  const wanted = { id: randomUUID(), verb: 'rerun', path, by } as const;
  if (isTerminalRun(run.status)) await revive(context, run, wanted);
  else {
    const message: ControlMessage = wanted;
    await tellRun(context, run, ({ runKey }) => context.runs.update(runKey, { name: UPDATES.control, message }));
  }
  await recordRequest(context, { ...request, runKey: run.runKey, type: 'task.rerun_requested' });
}

function assertMayRerun({ path, ordinal, reason, status }: TaskRecord): void {
  if (isAttached(ordinal)) {
    throw new TaskwrightError('invalid_input', `${path} runs when the task that it hangs on calls for it.`, {
      path,
      hint: 'Rerun that task.',
    });
  }
  if (reason === 'case_not_taken' || reason === 'parent_skipped') {
    throw new TaskwrightError('conflict', `${path} was not to run: ${reason.replaceAll('_', ' ')}.`, {
      path,
      hint: `Rerun ${toParentPath(path) ?? path}, which decides that anew.`,
    });
  }
  if (!isTerminal(status)) {
    throw new TaskwrightError('conflict', `${path} has not ended: it is ${status}.`, {
      path,
      hint: 'Only what has ended can run again.',
    });
  }
}

function refuseTree(run: RunRecord): void {
  if (!isTreeRun(run)) return;
  const message = `"${run.runId}" is a tree of generic tasks, which are taken up by their lifecycle.`;
  throw new TaskwrightError('invalid_input', message, {
    hint: 'What has failed is ready again by "taskwright tasks stage TASK ready"; what has completed is superseded.',
  });
}

/** The workflow has closed, so another one goes on under its id: it begins with what the store knows. */
async function revive(context: ClientContext, run: RunRecord, revival: RestartRequest): Promise<void> {
  const { runs, store } = context;
  const { runKey } = run;
  const workflow = toNewWorkflow(context, run);
  const input = { ...workflow.input, revival };
  for (const giveUpAt = context.now() + CLOSE_MS; ;) {
    const { temporalRunId } = await runs.start({ ...workflow, input, revives: true });
    if (temporalRunId !== null) break;
    const now = await store.runs.read(runKey);
    if (now === null || !isTerminalRun(now.status) || context.now() > giveUpAt) {
      throw new TaskwrightError('conflict', `The run "${run.runId}" goes on already.`, {
        hint: `See how with "taskwright watch ${run.runId}".`,
      });
    }
    // It has ended and its workflow is about to close.
    await delay(LOOK_AGAIN_MS);
  }
  const message: ControlMessage = { id: revival.id, verb: 'revived', by: revival.by };
  if (await runs.update(runKey, { name: UPDATES.control, message })) return;
  // It may have gone on, and ended, before it could be asked.
  const now = await store.runs.read(runKey);
  if (now !== null && now.endedAt !== run.endedAt) return;
  throw new TaskwrightError(
    'conflict',
    `Nothing in the run "${run.runId}" could be done again, or it has more tasks than can be looked through.`,
    {
      hint: `See how it ended with "taskwright show ${run.runId}".`,
    },
  );
}
