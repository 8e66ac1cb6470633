import { TaskwrightError } from '../domain/errors.js';
import { toWorkflowId } from '../domain/ids.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { isTerminalRun } from '../domain/status.js';
import { mayTaskComeYet } from '../store/may-task-come-yet.js';
import type { NewSignal } from '../store/store.js';
import { createChildRun } from './create-child-run.js';
import type { ActivityDependencies } from './dependencies.js';

export interface OutgoingSignal {
  readonly name: string;
  readonly payload: JsonValue;
  /** As the definition writes it, rendered. */
  readonly to: JsonObject;
  readonly from: {
    readonly workspace: string;
    readonly runId: string;
    readonly runKey: string;
    readonly path: string;
    readonly visit: number;
  };
  readonly timeScale: number;
}

/**
 * Delivers a signal of a task. Its id is made from the task's visit, so that sending it again is the same signal.
 * Returns how many runs or waits it reached.
 */
export async function sendSignal(deps: ActivityDependencies, signal: OutgoingSignal): Promise<number> {
  const { to, from, name } = signal;
  const run = toText(to['run']);
  const correlation = toText(to['correlation']);
  if (correlation !== null) {
    const waits = await deps.store.tasks.findWaiting({ workspace: from.workspace, signal: name, correlation });
    const reached = await Promise.all(waits.map((wait) => deps.messenger.sendSignal(toNewSignal(deps, signal, wait))));
    return reached.filter(Boolean).length;
  }
  if (run === null) {
    throw new TaskwrightError('invalid_input', '"to" names neither a run nor a correlation key.', {
      path: from.path,
      hint: 'Look at the value of its expression: it must be a text.',
    });
  }
  const runKey = toWorkflowId(from.workspace, run);
  const path = toText(to['task']);
  if (path !== null && !(await mayTaskComeYet(deps.store.tasks, runKey, path))) return 0;
  const isReached = await deps.messenger.sendSignal(
    toNewSignal(deps, signal, { runKey, ...(path === null ? {} : { path }) }),
  );
  if (isReached || to['start'] !== true || (await hasRunEnded(deps, runKey))) return isReached ? 1 : 0;
  await startRun(deps, { signal, runId: run });
  return (await deps.messenger.sendSignal(toNewSignal(deps, signal, { runKey }))) ? 1 : 0;
}

/** A run id is never used twice, so one that has ended is neither reached nor started again. */
async function hasRunEnded(deps: ActivityDependencies, runKey: string): Promise<boolean> {
  const run = await deps.store.runs.read(runKey);
  return run !== null && isTerminalRun(run.status);
}

async function startRun(
  deps: ActivityDependencies,
  { signal, runId }: { readonly signal: OutgoingSignal; readonly runId: string },
): Promise<void> {
  const { to, from, timeScale } = signal;
  const [id = '', version] = (toText(to['definition']) ?? '').split('@');
  const input = isJsonObject(to['input']) ? to['input'] : {};
  const run = await createChildRun(deps, {
    workspace: from.workspace,
    runId,
    definition: { id, version },
    input,
    parent: null,
    startedBy: `run:${from.runId}`,
    path: from.path,
  });
  await deps.messenger.startRun({ ...run, timeScale });
}

function toNewSignal(
  deps: ActivityDependencies,
  signal: OutgoingSignal,
  target: { readonly runKey: string; readonly path?: string },
): NewSignal {
  const { from, name, payload } = signal;
  return {
    ...target,
    id: `${from.runKey}${from.path}#${from.visit}>${target.runKey}${target.path ?? ''}`,
    name,
    payload,
    from: `run:${from.runId}${from.path}`,
    receivedAt: deps.now(),
  };
}

function toText(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}
