import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  scheduleActivity,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Effect, EngineEvent } from './engine/effects.js';
import { findNode, type RunState } from './engine/state.js';
import { hasDirty, takeDirty } from './engine/writes.js';
import { toReport } from './failures.js';
import { HOST_WORKFLOW, type HostInput } from './host.js';
import { createLocalWork } from './local-work.js';
import { toAttemptOptions, toDeliverOptions, toSummary } from './options.js';
import {
  ACTIVITIES,
  type AttemptInput,
  type AttemptReport,
  type HostedPlan,
  type LocalAnswer,
  type LocalEffect,
  type RunInput,
  type RunRef,
} from './protocol.js';

/** The thin asynchronous side of a run: it performs what the reducer has decided, and hands back what came of it. */
export interface Performer {
  /** Local work is under way, or has come back and was not taken: no event may reach the run until `land`. */
  readonly isWaiting: boolean;
  /** Dispatches what has come back. */
  land(): void;
  perform(effects: readonly Effect[]): void;
  /** While it is held only that goes out which the control state does not keep: the run is about to end or to continue as new. */
  hold(isHeld: boolean): void;
  /** Nothing is under way, and nothing has to go out, that would be lost if this Temporal run ended now. */
  readonly isQuiet: boolean;
  /** How many writes have gone out, and have come back. */
  readonly writes: { readonly taken: number; readonly landed: number };
}

type Attempt = Extract<Effect, { type: 'attempt' }>;

export function createPerformer(options: {
  readonly run: RunState;
  readonly ref: RunRef;
  dispatch(event: EngineEvent): void;
  /** Something has come back or may go on; `land` and `perform` are to be called. */
  wake(): void;
  crash(thrown: unknown): void;
}): Performer {
  const { run, ref, dispatch, wake, crash } = options;
  const local = createLocalWork({ ref, wake, crash });
  const scopes = new Map<string, CancellationScope>();
  /** Of attempts that have ended. A scope is several promises, and the sandbox keeps a stack for each. */
  const spareScopes: CancellationScope[] = [];
  /** For other workers; they wait for the write of what was decided before them. */
  let ordinary: Attempt[] = [];
  /** The length of the history when commands for others were last given: they go out with the workflow task. */
  let commandsAt = -1;
  let starting = 0;
  let isHeld = false;
  const writes = { taken: 0, landed: 0 };
  let delivery: 'none' | 'wanted' | 'under-way' | 'wanted-again' = 'none';

  const end = (effect: Attempt, report: AttemptReport): void =>
    dispatch({ type: 'attempt-ended', path: effect.path, visit: effect.visit, ...report });

  const toAttempt = (effect: Attempt) => {
    const { path, visit, version, deadlineAt } = effect;
    const node = findNode(run, path);
    const input: AttemptInput = { ...ref, task: { path, visit, version }, isInline: false, deadlineAt };
    const deadlineInMs = deadlineAt === null ? null : deadlineAt - run.now;
    return (
      node && { input, type: node.plan.action ?? node.plan.kind, options: { path, plan: node.plan, deadlineInMs } }
    );
  };

  const startOrdinary = (): void => {
    if (ordinary.length > 0) commandsAt = workflowInfo().historyLength;
    for (const effect of ordinary) {
      if (effect.by === 'hosted') startLong(effect);
      else runAttempt(effect);
    }
    ordinary = [];
  };

  const runAttempt = (effect: Attempt): void => {
    const attempt = toAttempt(effect);
    if (!attempt) return;
    const key = toKey(effect);
    const scope = spareScopes.pop() ?? new CancellationScope();
    scopes.set(key, scope);
    const finish = (report: AttemptReport): void => {
      scopes.delete(key);
      if (!scope.consideredCancelled) spareScopes.push(scope);
      end(effect, report);
    };
    scope
      .run(() => scheduleActivity<AttemptReport>(attempt.type, [attempt.input], toAttemptOptions(attempt.options)))
      .then(finish, (thrown: unknown) => finish(toReport(thrown, effect.path)))
      .catch(crash);
  };

  /** It may take longer than the run could wait with continuing as new. */
  const startLong = (effect: Attempt): void => {
    const attempt = toAttempt(effect);
    if (!attempt) return;
    const { type: name, input } = attempt;
    startHost(effect, {
      target: 'attempt',
      name,
      input,
      options: toAttemptOptions(attempt.options),
      parent: toParent(effect),
    });
  };

  const startPlanned = (effect: Attempt, plan: HostedPlan): void => {
    const { path, visit } = effect;
    switch (plan.type) {
      case 'skipped':
        return end(effect, { outcome: { status: 'skipped' } });
      case 'failed':
        return end(effect, { outcome: { status: 'failed', failure: plan.failure } });
      case 'foreign':
        return startHost(effect, { ...plan, parent: toParent(effect) });
      case 'run': {
        const { workflowType, workflowId, runId, isWaitedFor } = plan;
        startAbandoned(effect, workflowType, { workflowId, args: [plan.input] }, () => {
          if (!isWaitedFor) dispatch({ type: 'hosted-ended', path, visit, detail: { runId, isWaitedFor } });
        });
      }
    }
  };

  const startHost = (effect: Attempt, input: HostInput): void =>
    startAbandoned(effect, HOST_WORKFLOW, { workflowId: `${ref.runKey}${toKey(effect)}`, args: [input] });

  /** A child that a closing or continuing workflow has only asked for never starts, so its start is waited for. */
  const startAbandoned = (
    effect: Attempt,
    type: string,
    child: { readonly workflowId: string; readonly args: [RunInput | HostInput] },
    onStarted: () => void = () => undefined,
  ): void => {
    starting += 1;
    commandsAt = workflowInfo().historyLength;
    const { path, visit } = effect;
    startChild(type, { ...child, parentClosePolicy: ParentClosePolicy.ABANDON, staticSummary: toSummary(path) })
      .catch((thrown: unknown) => {
        if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
      })
      .then(() => {
        starting -= 1;
        dispatch({ type: 'hosted-started', path, visit, workflowId: child.workflowId });
        onStarted();
      })
      .catch(crash);
  };

  const cancel = (effect: Extract<Effect, { type: 'cancel-attempt' }>): void => {
    const { path, visit, hostedId } = effect;
    const waiting = ordinary.length;
    ordinary = ordinary.filter((other) => toKey(other) !== toKey(effect));
    const isUnsent =
      ordinary.length < waiting || local.drop((other) => other.type === 'attempt' && toKey(other) === toKey(effect));
    const scope = scopes.get(toKey(effect));
    if (isUnsent) dispatch({ type: 'attempt-ended', path, visit, outcome: { status: 'cancelled' } });
    else if (scope) scope.cancel();
    else if (hostedId !== null)
      getExternalWorkflowHandle(hostedId)
        .cancel()
        .catch(() => undefined);
  };

  const take = (effect: LocalEffect, answer: LocalAnswer): void => {
    if (effect.type === 'store-signal') {
      const { id, name } = effect.signal;
      dispatch({ type: 'signal', id, name, path: null });
      return;
    }
    if (answer === null || effect.type === 'record-unmatched') return;
    if ('ended' in answer) {
      if (effect.type === 'register-dependency' && answer.ended !== null)
        dispatch({ type: 'dependency-ended', id: effect.id, status: answer.ended });
      return;
    }
    if (effect.type === 'register-dependency') return;
    if (effect.type === 'recall') {
      if ('recalled' in answer) dispatch({ type: 'recalled', request: effect.request, stored: answer.recalled });
      return;
    }
    const { path, visit } = effect;
    if ('state' in answer) dispatch({ type: 'state-created', path, visit, result: answer.state });
    else if (effect.type === 'ask' && 'answered' in answer)
      dispatch({ type: 'answered', path, visit, question: effect.question, result: answer.answered });
    else if (effect.type === 'attempt' && 'report' in answer) end(effect, answer.report);
    else if (effect.type === 'attempt' && 'plan' in answer) startPlanned(effect, answer.plan);
  };

  const deliver = (): void => {
    if (delivery !== 'wanted') return;
    delivery = 'under-way';
    commandsAt = workflowInfo().historyLength;
    scheduleActivity(ACTIVITIES.deliverNotices, [{ runKey: ref.runKey }], toDeliverOptions())
      // The reconciler of the workers tells what could not be told here.
      .catch(() => undefined)
      .then(() => {
        delivery = delivery === 'wanted-again' ? 'wanted' : 'none';
        wake();
      }, crash);
  };

  const mayGo = (effect: LocalEffect): boolean => {
    if (isHeld && !isLostWithUs(effect)) return false;
    const areCommandsGiven = ordinary.length > 0 || commandsAt === workflowInfo().historyLength;
    return !areCommandsGiven || !isSlow(run, effect);
  };

  return {
    writes,
    get isWaiting() {
      return local.isUnderWay;
    },
    land() {
      const landed = local.land();
      if (!landed) return;
      writes.landed = writes.taken;
      const { answers, hasNotices, at = 0 } = landed.output;
      run.landedAt = Math.max(run.landedAt, at);
      if (hasNotices) delivery = delivery === 'under-way' || delivery === 'wanted-again' ? 'wanted-again' : 'wanted';
      startOrdinary();
      landed.effects.forEach((effect, index) => take(effect, answers[index] ?? null));
    },
    perform(effects) {
      for (const effect of effects) {
        if (effect.type === 'cancel-attempt') cancel(effect);
        else if (effect.type === 'attempt' && (effect.by === 'queue' || effect.by === 'hosted')) ordinary.push(effect);
        else local.add(effect);
      }
      if (!hasDirty(run)) startOrdinary();
      deliver();
      const hasWork = hasDirty(run) || local.waiting.some((effect) => !isHeld || isLostWithUs(effect));
      if (!hasWork) return local.rest();
      if (!local.canSend()) return;
      if (hasDirty(run)) writes.taken += 1;
      local.send(hasDirty(run) ? takeDirty(run) : undefined, mayGo);
    },
    hold(wantsHold) {
      isHeld = wantsHold;
    },
    get isQuiet() {
      const isIdle = !local.isUnderWay && ordinary.length === 0 && starting === 0 && delivery === 'none';
      return isIdle && run.attemptsUnderWay === 0 && !hasDirty(run) && !local.waiting.some(isLostWithUs);
    },
  };

  function toParent({ path, visit }: Attempt): HostInput['parent'] {
    return { workflowId: ref.runKey, path, visit };
  }
}

/** Not kept in the control state: a run that continues as new would lose it. */
function isLostWithUs(effect: LocalEffect): boolean {
  return (
    effect.type === 'store-signal' ||
    effect.type === 'record-unmatched' ||
    effect.type === 'recall' ||
    (effect.type === 'attempt' && effect.by !== 'inline')
  );
}

/** What else the workflow task has decided would have to wait for it. */
function isSlow(run: RunState, effect: LocalEffect): boolean {
  return effect.type === 'attempt' && effect.by === 'inline' && !findNode(run, effect.path)?.plan.isInstant;
}

function toKey(at: { readonly path: string; readonly visit: number }): string {
  return `${at.path}#${at.visit}`;
}
