import { TaskwrightError } from '../domain/errors.js';
import { isTerminalRun } from '../domain/status.js';
import type { RunView } from '../client/run-view.js';
import type { JsonObject } from '../domain/json.js';
import { startAsking } from './elicitation.js';
import type { ToolContext } from './tool.js';
import { listWaitingOfRun } from './waiting.js';

/** What a tool may wait at most, in seconds: below the minute after which clients give up. */
export const MAX_WAIT_SECONDS = 55;

/** A run as `run_definition`, `get_run` and `wait_for_run` answer it. Throws not_found. */
export async function readRunFields(
  context: ToolContext,
  runId: string,
  { includesTasks = false }: { readonly includesTasks?: boolean } = {},
): Promise<JsonObject> {
  const view = await context.client.read(runId);
  const hasEnded = isTerminalRun(view.status);
  const waiting = hasEnded ? [] : await listWaitingOfRun(context, runId);
  return {
    run_id: view.runId,
    status: view.status,
    definition: view.definition,
    version: view.version,
    ui_url: view.uiUrl,
    started_at: view.startedAt,
    ended_at: view.endedAt,
    ...(hasEnded ? { output: view.output } : {}),
    ...(view.error === null ? {} : { error: { ...view.error } }),
    waiting_for: waiting,
    ...(includesTasks ? { tasks: view.tasks.map(toTaskFields) } : {}),
  };
}

function toTaskFields(task: RunView['tasks'][number]): JsonObject {
  return {
    path: task.path,
    task_id: task.taskId,
    kind: task.kind,
    type: task.type,
    action: task.action,
    status: task.status,
    visit: task.visit,
    attempt: task.attempt,
    reason: task.reason,
    output: task.output,
    error: task.error === null ? null : { ...task.error },
    started_at: task.startedAt,
    ended_at: task.endedAt,
  };
}

/** Waits for the end of a run for so long at most, and tells how far it is meanwhile. Throws not_found. */
export async function waitForRun(context: ToolContext, runId: string, waitSeconds: number): Promise<void> {
  const patience = AbortSignal.timeout(waitSeconds * 1_000);
  const signal = AbortSignal.any([patience, context.signal]);
  try {
    await followRun(context, runId, signal);
  } catch (thrown) {
    if (context.signal.aborted) {
      throw new TaskwrightError('cancelled', 'The call was cancelled; the run goes on.', { cause: thrown });
    }
    if (!patience.aborted) throw thrown;
  }
}

/** Until its end; tells how far it is and asks for what it waits for meanwhile. Throws not_found, and the signal's reason. */
export async function followRun(context: ToolContext, runId: string, signal: AbortSignal): Promise<void> {
  const { client, reportProgress, elicitor } = context;
  if (reportProgress === null && elicitor === null) {
    await client.waitForEnd(runId, { signal });
    return;
  }
  const asking = elicitor === null ? null : startAsking(context, elicitor, runId);
  try {
    for await (const { tasks } of client.watch(runId, { signal })) {
      reportProgress?.(toProgress(tasks));
      asking?.look(tasks);
    }
  } finally {
    asking?.stop();
  }
}

function toProgress(tasks: readonly { readonly status: RunView['tasks'][number]['status'] }[]) {
  const done = tasks.filter(({ status }) => isTerminalRun(status)).length;
  return { progress: done, total: tasks.length, message: `${done} of ${tasks.length} tasks have ended` };
}
