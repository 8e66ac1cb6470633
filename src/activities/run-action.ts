import { ApplicationFailure } from '@temporalio/common';
import type { Secrets } from '../actions/secret-source.js';
import type { TaskDefinition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { isTerminal } from '../domain/status.js';
import type { TaskKind } from '../orchestrators/kind.js';
import type { AttemptInput, AttemptReport } from '../workflows/protocol.js';
import { conclude, NO_RETRY, toResult, type Begun, type Ended } from './attempt-result.js';
import { toAttemptWishes } from './attempt-scope.js';
import type { AttemptSurroundings } from './attempt-surroundings.js';
import { createAuthorClock } from './author-clock.js';
import type { LoadedDefinition } from './definition-library.js';
import type { ActivityDependencies } from './dependencies.js';
import { createExecuteContext } from './execute-context.js';
import { createStateContext } from './state-context.js';
import type { KnownScope } from './task-variables.js';
import { isOutage } from './to-failure.js';
import { untilWritten } from './until-written.js';

/** Attempts whose worker died cost the author nothing until there were so many of them. */
const MAX_LOST = 5;

/** Between two tries of a paused run: it asks again once it goes on, and when what hosted the last try has closed. */
const HELD: AttemptReport = { outcome: { status: 'retry', inMs: 2_000 } };

/**
 * One attempt of a task that executes something. Safe to run twice: the store numbers and fences attempts, gives back a
 * result that there is already, and drops what comes too late. Once the action has returned, only the writing of its
 * result is tried again, never the action.
 */
export function createRunAction(
  deps: ActivityDependencies,
): (input: AttemptInput, surroundings: AttemptSurroundings) => Promise<AttemptReport> {
  return async (input, surroundings) => {
    const { path, visit, version } = input.task;
    const loaded = await deps.library.load(input.definitionHash);
    const task = loaded.taskAt(path);
    await refuseUnknownAction(deps, { input, task });
    if (surroundings.isAnotherTry && (await isPaused(deps, input.runKey))) return HELD;
    const execution = { runKey: input.runKey, path, visit };
    const scope = toAttemptWishes(loaded.tree, { path, task }) ?? undefined;
    const begin = { ...execution, caller: surroundings.caller, version, at: deps.now(), scope };
    const [begun] = await deps.store.attempts.begin([begin]);
    if (!begun || begun.state === 'fenced') return { outcome: { status: 'cancelled' } };
    // Its worker may have died before it could say that others wait: the run then notes it once more.
    if (begun.state === 'finished') return conclude(input, begun.result, true);

    const kind = deps.kinds.get(task.kind);
    const secrets = await deps.secrets.load();
    const { fence, attempt } = begun;
    const known = scope && begun.scope ? { wishes: scope, scope: begun.scope } : null;
    const ended = await execute(deps, { input, surroundings, begun, task, kind, loaded, secrets, known });
    const retry = kind.retry?.(task, createAuthorClock(input.timeScale)) ?? NO_RETRY;
    const result = toResult(ended, { path, begun, retry, mask: secrets.masker.text });
    const output = ended.status === 'completed' ? { output: secrets.masker.json(ended.output) } : {};
    const finish = { ...execution, fence, attempt, version, at: deps.now(), result, ...output };
    const [finished] = await untilWritten(() => deps.store.attempts.finish([finish]), surroundings);
    if (!finished?.accepted) return { outcome: { status: 'cancelled' } };
    return conclude(input, result, finished.hasDependents ?? false);
  };
}

async function isPaused({ store }: ActivityDependencies, runKey: string): Promise<boolean> {
  return (await store.runs.read(runKey))?.status === 'paused';
}

/**
 * An older worker may have taken the task: one that knows the action will get it, and no attempt is counted. Until then
 * the task says what it waits for.
 */
async function refuseUnknownAction(
  { actions, store, now }: ActivityDependencies,
  { input, task }: { readonly input: AttemptInput; readonly task: TaskDefinition },
): Promise<void> {
  if (!('action' in task) || typeof task.action !== 'string' || actions.get(task.action)) return;
  const { path } = input.task;
  const { status } = (await store.tasks.read(input.runKey, path)) ?? { status: 'pending' as const };
  const message = `No worker that has looked at it knows the action "${task.action}".`;
  const hint = 'Start one that does: "taskwright worker --actions FILE", or createWorker({ actions }).';
  const error = new TaskwrightError('unavailable', message, { path, hint }).toRecord();
  const transition = { ...input.task, status, at: now(), error };
  if (!isTerminal(status)) await store.tasks.write({ runKey: input.runKey, transitions: [transition] });
  throw ApplicationFailure.create({ type: 'unavailable', message: error.message, nextRetryDelay: '5s' });
}

interface Work {
  readonly input: AttemptInput;
  readonly surroundings: AttemptSurroundings;
  readonly begun: Begun;
  readonly task: TaskDefinition;
  readonly kind: TaskKind;
  readonly loaded: LoadedDefinition;
  readonly secrets: Secrets;
  /** What was read as the attempt began. */
  readonly known: KnownScope | null;
}

async function execute(deps: ActivityDependencies, work: Work): Promise<Ended> {
  const { input, surroundings, begun, task, kind, loaded, secrets } = work;
  const { path, visit } = input.task;
  if (begun.lostCount >= MAX_LOST) return { status: 'failed', thrown: toWorkerLost(path, begun.lostCount) };
  try {
    let { known } = work;
    const context = createStateContext(deps, { ref: input, loaded, path, visit, secrets, known: () => known });
    const isFirst = begun.attempt - begun.lostCount === 1;
    if (isFirst && task.when !== undefined && !(await context.holds(task.when, { field: 'when' }))) {
      return { status: 'skipped' };
    }
    const { execute: executeKind } = kind;
    if (!executeKind) throw new TaskwrightError('internal', `The kind "${task.kind}" executes nothing.`, { path });
    const { attempt } = begun;
    const { signal } = surroundings;
    const onAction = (): void => {
      known = null;
    };
    const executing = createExecuteContext(deps, { context, input, attempt, signal, secrets, onAction });
    const output = await surroundings.race(() => executeKind.call(kind, task, executing));
    return { status: 'completed', output };
  } catch (thrown) {
    if (isOurOutage(thrown) || surroundings.isGivenUp()) throw thrown;
    if (surroundings.isCancelled()) return { status: 'cancelled' };
    return { status: surroundings.isTimedOut() ? 'timed_out' : 'failed', thrown };
  }
}

/** Of the store or of Temporal: Temporal tries again, and it costs the author nothing. What an action reports says more. */
function isOurOutage(thrown: unknown): boolean {
  return isOutage(thrown) && thrown instanceof TaskwrightError && thrown.isRetryable === undefined;
}

function toWorkerLost(path: string, lostCount: number): TaskwrightError {
  const message = `Its worker was lost ${lostCount} times in a row.`;
  return new TaskwrightError('worker_lost', message, { path, isRetryable: false });
}
