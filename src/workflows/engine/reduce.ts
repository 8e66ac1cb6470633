import type { JsonValue } from '../../domain/json.js';
import { OUTPUTS_QUESTION } from '../../domain/outputs-question.js';
import { isTerminal } from '../../domain/status.js';
import type { TaskMessage } from '../../orchestrators/orchestrator.js';
import { awaits, decideForNeeds, type Rejection } from './accept.js';
import { apply } from './apply.js';
import { admitAttempts, ask, beginRoot, complete, end, endHandling, fail, passGate, takeState } from './begin.js';
import { DEADLINE, takeDue, TIMEOUT } from './clock.js';
import { continueCompensation, findCompensating } from './compensate.js';
import type { Effect, EngineEvent } from './effects.js';
import { rejudge, wakeWaiters } from './gates.js';
import { listOpenRework } from './guarded.js';
import { isInLine, isPlaceInLine, moveUp } from './line.js';
import { receiveSignal, refreshMailbox } from './mailbox.js';
import { pause, resume, showRoot } from './pause.js';
import { restart } from './restart.js';
import { endRework, tellAfterRework } from './rework.js';
import { findNode, push, type RunState } from './state.js';
import { toView, type TaskNode } from './task-node.js';
import { checkStopped, fenceOff, leaveAttempt, stop } from './stop.js';

/**
 * The synchronous core of a run: takes one event, follows everything that it leads to, and returns what is to be done
 * outside. It waits for nothing, reads no clock and makes no ids, so it is the same at every replay.
 */
export function reduce(run: RunState, event: EngineEvent, now: number): readonly Effect[] {
  run.now = now;
  run.effects = [];
  take(run, event);
  drain(run);
  admitAttempts(run);
  return run.effects;
}

export function hasEnded(run: RunState): boolean {
  return run.root.phase === 'ended';
}

function take(run: RunState, event: EngineEvent): void {
  switch (event.type) {
    case 'start':
      beginRoot(run);
      return;
    case 'wake':
      return;
    case 'state-created': {
      const node = findCurrent(run, event);
      if (node?.phase !== 'preparing') return;
      if (node.stop) checkPrepared(run, node);
      else takeState(run, node, event.result);
      return;
    }
    case 'attempt-ended':
      endAttempt(run, event);
      return;
    case 'hosted-started': {
      const node = findCurrent(run, event);
      if (!node) return;
      node.hostedId = event.workflowId;
      if (node.stop)
        run.effects.push({ type: 'cancel-attempt', path: node.path, visit: node.visit, hostedId: event.workflowId });
      return;
    }
    case 'hosted-ended': {
      const node = findCurrent(run, event);
      if (!node || node.attempt !== 'running') return;
      leaveAttempt(run, node);
      if (node.stop) checkStopped(run, node);
      else ask(run, node, 'hosted-result', event.detail);
      return;
    }
    case 'answered':
      takeAnswer(run, event);
      return;
    case 'clock':
      for (const due of takeDue(run)) ring(run, due);
      return;
    case 'signal':
      receiveSignal(run, event);
      return;
    case 'plain-signal': {
      // By its place among its like in the history: a workflow task that is decided anew finds it under the same id.
      const id = `${run.runKey}!${run.generation}.${(run.plainSignals += 1)}`;
      run.effects.push({
        type: 'store-signal',
        signal: { id, name: event.name, payload: event.payload, receivedAt: run.now },
      });
      return;
    }
    case 'message':
      deliver(run, event.path, event.message);
      return;
    case 'dependency-ended':
      if (isTerminal(event.status) && !isPlaceInLine(event.id)) run.foreign.set(event.id, event.status);
      wakeWaiters(run, event.id);
      return;
    case 'cancel-requested':
      run.isCancelRequested = true;
      stop(run, run.root, { as: 'cancelled', reason: 'cancelled', isOutside: true });
      return;
    case 'pause':
      pause(run, event.by);
      return;
    case 'resume':
      resume(run, event.by);
      return;
    case 'restart':
      run.effects.push({ type: 'recall', request: event.request });
      return;
    case 'recalled':
      run.replies.set(event.request.id, takeRecalled(run, event));
      return;
  }
}

function drain(run: RunState): void {
  for (let index = 0; index < run.steps.length; index += 1) {
    const step = run.steps[index];
    if (!step) break;
    if ('ended' in step) onEnded(run, step.ended);
    else if ('woken' in step) onWoken(run, step.woken, step.key);
    else advance(run, step.node, step.change);
  }
  run.steps.length = 0;
}

function advance(run: RunState, node: TaskNode, change: Parameters<typeof push>[2]): void {
  if (node.phase !== 'running' || node.stop) return;
  const decision = run.orchestratorOf(node.plan.kind).advance(toView(node), change, run.now);
  if (decision.control !== undefined) node.control = decision.control;
  for (const command of decision.commands) apply(run, node, command);
  refreshMailbox(run, node);
}

function onEnded(run: RunState, node: TaskNode): void {
  const owner = node.attachedId === 'compensate' ? findCompensating(node) : node.parent;
  if (!owner || owner.phase === 'ended') return;
  if (owner.stop) {
    checkStopped(run, owner);
  } else if (node.attachedId === 'compensate') {
    continueCompensation(run, owner);
  } else if (node.attachedId === 'on_error') {
    endHandling(run, owner, node);
  } else {
    const approval = node.reworkFor;
    if (approval) endRework(run, node);
    if (isTooEarly(run, node)) return;
    push(run, owner, {
      type: 'child-ended',
      id: node.attachedId ?? node.plan.id,
      settlement: node.settlement ?? 'cancelled',
    });
    if (approval) tellAfterRework(run, approval, node);
  }
}

/** An approval has ended while work was being done again for it: that ends first, and at once where nothing can go on with it. */
function isTooEarly(run: RunState, approval: TaskNode): boolean {
  const open = listOpenRework(run, approval);
  if (approval.settlement !== 'completed')
    for (const target of open) stop(run, target, { as: 'cancelled', reason: 'strategy', isOutside: false });
  return open.length > 0;
}

function onWoken(run: RunState, node: TaskNode, key: string): void {
  if (!node.waitsFor.has(key)) return;
  if (isInLine(node)) moveUp(run, node);
  else if (node.phase === 'blocked') passGate(run, node, rejudge(run, node, 'start', key));
  else if (node.phase === 'holding' && rejudge(run, node, 'completion', key) !== 'open')
    complete(run, node, node.pendingOutput ?? 'stored');
}

function endAttempt(run: RunState, event: Extract<EngineEvent, { type: 'attempt-ended' }>): void {
  const node = findCurrent(run, event);
  if (!node || node.attempt !== 'running') return;
  leaveAttempt(run, node);
  node.isWatched = event.hasDependents ?? false;
  if (node.stop) {
    checkStopped(run, node);
  } else if (event.outcome.status === 'cancelled') {
    stop(run, node, { as: 'cancelled', reason: 'cancelled', isOutside: true });
  } else {
    push(run, node, { type: 'attempt-ended', outcome: event.outcome });
  }
}

function takeAnswer(run: RunState, event: Extract<EngineEvent, { type: 'answered' }>): void {
  const node = findCurrent(run, event);
  if (!node || !node.asks.has(event.question)) return;
  node.asks.delete(event.question);
  if (node === run.root && run.unshownBy !== null) showRoot(run, run.unshownBy);
  if (event.question === OUTPUTS_QUESTION) {
    if (node.stop) return;
    if ('failure' in event.result) fail(run, node, { failure: event.result.failure });
    else {
      node.pendingOutput = 'stored';
      end(run, node);
    }
    return;
  }
  const { question, result } = event;
  push(
    run,
    node,
    'failure' in result
      ? { type: 'unanswered', question, failure: result.failure }
      : { type: 'answered', question, answer: result.answer },
  );
}

function ring(run: RunState, due: { readonly node: TaskNode; readonly name: string }): void {
  const { node, name } = due;
  node.actor = null;
  if (name === DEADLINE && node.plan.keepsDeadline && node.phase === 'running')
    push(run, node, { type: 'timer', name: 'timeout' });
  else if (name === DEADLINE) stop(run, node, { as: 'timed_out', reason: 'deadline', isOutside: false });
  else if (name === TIMEOUT) stop(run, node, { as: 'timed_out', reason: 'timeout', isOutside: false });
  else fenceOff(run, node);
}

/** Only messages that `accept` has taken come here. */
function deliver(run: RunState, path: string, message: TaskMessage): void {
  const node = findNode(run, path);
  if (node && awaits(run, node, message.name)) {
    node.actor = typeof message['by'] === 'string' ? message['by'] : null;
    if (message.name === 'complete' && node.plan.isGuarded) node.authors = toAuthors(message['by']);
    push(run, node, { type: 'message', message });
  } else if (message.name === 'decide') {
    decideForNeeds(run, path, message);
  }
}

function takeRecalled(
  run: RunState,
  { request, stored }: Extract<EngineEvent, { type: 'recalled' }>,
): Rejection | null {
  if (stored) return restart(run, request, stored);
  return { code: 'conflict', reason: 'The run has more tasks than can be looked through for it. Start another run.' };
}

function checkPrepared(run: RunState, node: TaskNode): void {
  node.phase = 'running';
  checkStopped(run, node);
}

function findCurrent(run: RunState, at: { readonly path: string; readonly visit: number }): TaskNode | undefined {
  const node = findNode(run, at.path);
  return node && node.visit === at.visit && node.phase !== 'ended' ? node : undefined;
}

function toAuthors(by: JsonValue | undefined): string[] {
  return typeof by === 'string' ? [by] : [];
}
