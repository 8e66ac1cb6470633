import { randomUUID } from 'node:crypto';
import { TaskwrightError } from '../domain/errors.js';
import { isTreeRun } from '../domain/tree-run.js';
import type { RunRecord } from '../store/store.js';
import { UPDATES, type ControlMessage } from '../workflows/protocol.js';
import type { ClientContext } from './client-context.js';
import { recordRequest } from './record-request.js';
import { withOpenRun } from './with-open-run.js';

export interface ControlRun {
  readonly runId: string;
  /** Who: as authenticated, not as said. */
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * Lets nothing new start in the run: attempts, waits and children. What is under way goes on and is recorded, signals
 * are taken, and time goes on. Pausing a paused run changes nothing. Throws not_found, conflict when it has ended,
 * invalid_input for a tree of generic tasks, unavailable.
 */
export async function pauseRun(context: ClientContext, request: ControlRun): Promise<void> {
  await control(context, request, 'pause');
}

/** Lets a paused run go on; one that is not paused stays as it is. Throws as `pauseRun` does. */
export async function resumeRun(context: ClientContext, request: ControlRun): Promise<void> {
  await control(context, request, 'resume');
}

async function control(context: ClientContext, request: ControlRun, verb: 'pause' | 'resume'): Promise<void> {
  const message: ControlMessage = { id: randomUUID(), verb, by: request.by };
  await withOpenRun(context, request.runId, async (run) => {
    refuseTree(run);
    const isThere = await context.runs.update(run.runKey, { name: UPDATES.control, message });
    if (isThere) await recordRequest(context, { ...request, runKey: run.runKey, type: `run.${verb}_requested` });
    return isThere;
  });
}

function refuseTree(run: RunRecord): void {
  if (!isTreeRun(run)) return;
  const message = `"${run.runId}" is a tree of generic tasks: nothing in it starts by itself.`;
  throw new TaskwrightError('invalid_input', message, {
    hint: 'Block the tasks that nobody is to begin: "taskwright tasks stage TASK blocked", and "ready" to go on.',
  });
}
