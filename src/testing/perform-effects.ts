import type { Effect, EngineEvent } from '../workflows/engine/effects.js';
import type { AttemptReport, HostedPlan, RunRef, TaskRef } from '../workflows/protocol.js';
import { runAttempts } from './attempt.js';
import type { Job } from './jobs.js';
import { playForeign } from './play-foreign.js';
import type { TestSurroundings } from './run-in-process.js';

/** What one run has decided, performed by the real activities. */
export interface TestPerformer {
  /** With `oneLocalOnly` what a restored run would ask for again is left to it, but for the first. */
  perform(effects: readonly Effect[], options: { readonly oneLocalOnly: boolean }): void;
  /** Activities that a run has to wait for before it continues as new. */
  readonly underWay: number;
}

type Attempt = Extract<Effect, { type: 'attempt' }>;
type Foreign = Extract<HostedPlan, { type: 'foreign' }>;

export function createPerformer(
  given: TestSurroundings & { readonly ref: RunRef; dispatch(event: EngineEvent): void },
): TestPerformer {
  const { ref, activities, jobs } = given;
  const { runKey } = ref;
  const { store } = activities;
  const cancels = new Map<string, AbortController>();
  let underWay = 0;
  let callerCount = 0;

  /** What the work came to is told only when it no longer counts as under way. */
  const start = (work: (job: Job) => Promise<readonly EngineEvent[]>): void => {
    underWay += 1;
    jobs.start(async (job) => {
      const events = await work(job);
      underWay -= 1;
      events.forEach(given.dispatch);
    });
  };

  const toReport = (effect: Attempt, job: Job, cancelled: AbortSignal): Promise<AttemptReport> => {
    const { path, visit, deadlineAt } = effect;
    return runAttempts({
      ...given,
      job,
      input: { ...ref, task: toTaskRef(effect), isInline: effect.by === 'inline', deadlineAt },
      cancelled,
      nextCaller: () => `test/${runKey}${path}#${visit}/${(callerCount += 1)}`,
    });
  };

  const toCancel = (effect: Attempt): AbortController => {
    const cancel = new AbortController();
    cancels.set(toKey(effect), cancel);
    return cancel;
  };

  const runAttempt = (effect: Attempt): void => {
    const { path, visit } = effect;
    const cancel = toCancel(effect);
    start(async (job) => {
      const report = await toReport(effect, job, cancel.signal);
      cancels.delete(toKey(effect));
      return [{ type: 'attempt-ended', path, visit, ...report }];
    });
  };

  /** In a workflow of its own, so a run may continue as new meanwhile. */
  const runLongAttempt = (effect: Attempt): void => {
    const { path, visit } = effect;
    const cancel = toCancel(effect);
    jobs.start(async (job) => {
      given.dispatch({ type: 'hosted-started', path, visit, workflowId: toKey(effect) });
      const report = await toReport(effect, job, cancel.signal);
      given.dispatch({ type: 'attempt-ended', path, visit, ...report });
    });
  };

  const startHosted = async (effect: Attempt, by: 'run' | 'activity' | 'workflow'): Promise<EngineEvent[]> => {
    const { path, visit } = effect;
    const plan = await activities.prepareHosted({ ...ref, task: toTaskRef(effect), by });
    switch (plan.type) {
      case 'skipped':
        return [{ type: 'attempt-ended', path, visit, outcome: { status: 'skipped' } }];
      case 'failed':
        return [{ type: 'attempt-ended', path, visit, outcome: { status: 'failed', failure: plan.failure } }];
      case 'foreign':
        runForeign(effect, plan);
        return [{ type: 'hosted-started', path, visit, workflowId: toKey(effect) }];
      case 'run': {
        given.startRun(plan.workflowId, plan.input);
        const started: EngineEvent = { type: 'hosted-started', path, visit, workflowId: plan.workflowId };
        const detail = { runId: plan.runId, isWaitedFor: false };
        return plan.isWaitedFor ? [started] : [started, { type: 'hosted-ended', path, visit, detail }];
      }
    }
  };

  /** Lives in a workflow of its own, so a run may continue as new meanwhile. */
  const runForeign = (effect: Attempt, plan: Foreign): void => {
    const { path, visit } = effect;
    const cancel = toCancel(effect);
    jobs.start(async (job) => {
      const detail = await playForeign(plan, { ...given, job, signal: cancel.signal });
      given.dispatch({ type: 'hosted-ended', path, visit, detail });
    });
  };

  const cancelAttempt = ({ path, visit, hostedId }: Extract<Effect, { type: 'cancel-attempt' }>): void => {
    const cancel = cancels.get(toKey({ path, visit }));
    if (cancel) cancel.abort(new Error('The task was cancelled.'));
    else if (hostedId !== null) given.cancelRun(hostedId);
  };

  const runLocal = async (effect: Exclude<Effect, { type: 'attempt' | 'cancel-attempt' }>): Promise<EngineEvent[]> => {
    switch (effect.type) {
      case 'create-state': {
        const { path, visit } = effect;
        const { results } = await activities.createTaskState({ ...ref, tasks: [toTaskRef(effect)] });
        return results.map((result) => ({ type: 'state-created', path, visit, result }));
      }
      case 'ask': {
        const { path, visit, question, detail } = effect;
        const result = await activities.answerQuestion({ ...ref, task: toTaskRef(effect), question, detail });
        return [{ type: 'answered', path, visit, question, result }];
      }
      case 'register-dependency': {
        const { id, path, run, task } = effect;
        const { status } = await store.outbox.registerDependency({
          id,
          dependentRunKey: runKey,
          dependentPath: path,
          workspace: 'default',
          prerequisiteRunId: run,
          prerequisitePath: task,
          at: given.clock.now(),
        });
        return status === null ? [] : [{ type: 'dependency-ended', id, status }];
      }
      case 'store-signal': {
        const { signal } = effect;
        await store.messages.addSignals([{ ...signal, runKey, from: 'temporal' }]);
        return [{ type: 'signal', id: signal.id, name: signal.name, path: null }];
      }
      case 'recall': {
        const { request } = effect;
        return [{ type: 'recalled', request, stored: await activities.recallTasks(ref, request) }];
      }
      case 'record-unmatched':
        await store.messages.settleSignals({ runKey, path: '/', visit: 1, consumed: [], unmatched: effect.ids });
        return [];
    }
  };

  const performOne = (effect: Effect): void => {
    if (effect.type === 'cancel-attempt') cancelAttempt(effect);
    else if (effect.type !== 'attempt') start(() => runLocal(effect));
    else if (effect.by === 'queue' || effect.by === 'inline') runAttempt(effect);
    else if (effect.by === 'hosted') runLongAttempt(effect);
    else {
      const { by } = effect;
      start(() => startHosted(effect, by));
    }
  };

  return {
    perform(effects, { oneLocalOnly }) {
      const hasOthers = effects.some((effect) => !isAskedAgain(effect) && effect.type !== 'cancel-attempt');
      const mayLeave = oneLocalOnly && underWay === 0 && !hasOthers;
      // Registering answers nothing when there is nothing to tell, so it never stands in the way of the rest.
      const left = mayLeave
        ? effects.filter((effect) => isAskedAgain(effect) && effect.type !== 'register-dependency').slice(1)
        : [];
      for (const effect of effects) if (!left.includes(effect)) performOne(effect);
    },
    get underWay() {
      return underWay;
    },
  };
}

/** Kept in the control state until it is answered: a restored run asks for it again. */
export function isAskedAgain(effect: Effect): boolean {
  switch (effect.type) {
    case 'create-state':
    case 'ask':
    case 'register-dependency':
      return true;
    case 'attempt':
      return effect.by === 'inline';
    default:
      return false;
  }
}

function toTaskRef(effect: TaskRef): TaskRef {
  return { path: effect.path, visit: effect.visit, version: effect.version };
}

function toKey(at: { readonly path: string; readonly visit: number }): string {
  return `${at.path}#${at.visit}`;
}
