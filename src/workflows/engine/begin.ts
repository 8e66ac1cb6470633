import type { Failure } from '../../domain/outcome.js';
import { toChildPath, type AttachedId } from '../../domain/path.js';
import { OUTPUTS_QUESTION } from '../../domain/outputs-question.js';
import type { OutputSource } from '../../domain/output-source.js';
import type { ActionHost } from '../../orchestrators/orchestrator.js';
import { clearTimer, DEADLINE, setTimer, TIMEOUT } from './clock.js';
import type { StateResult } from './effects.js';
import { judgeNeeds, watchNeeds, type GateVerdict } from './gates.js';
import { askForState, waitInLine } from './line.js';
import { listOpenRework } from './guarded.js';
import { openMailbox } from './mailbox.js';
import { hasTasksBelow, settle, settleSkipped } from './settle.js';
import { addChild, nextVersion, nextVisit, push, type RunState } from './state.js';
import { createNode, type TaskNode } from './task-node.js';
import { noteEndBelow, noteTransition } from './writes.js';

/** So many ordinary attempts may be under way in one Temporal workflow; more wait their turn. */
export const MAX_ATTEMPTS_UNDER_WAY = 500;

/** Looks at the needs of a child: it becomes ready, waits, or ends as skipped. */
export function open(run: RunState, parent: TaskNode, id: string): void {
  const node = addChild(run, parent, id);
  // An ended one was left as it is when others were to be done again: a container that opens one after another goes on,
  // but not past an approval that work is still being done again for.
  const goesOn = node.phase === 'ended' && run.orchestratorOf(parent.plan.kind).isOrdered;
  if (goesOn && node.settlement && listOpenRework(run, node).length === 0)
    push(run, parent, { type: 'child-ended', id, settlement: node.settlement });
  if (node.phase === 'blocked' && node.waitsFor.size === 0) awaitNeeds(run, node);
}

export function awaitNeeds(run: RunState, node: TaskNode): void {
  node.status = hasNeeds(node) ? 'blocked' : 'pending';
  watchNeeds(run, node, 'start');
  // Rows are written as blocked where there are needs; those of a later visit stand as pending.
  if (node.waitsFor.size > 0 && (node.visit > 1 || node.goesOn)) noteTransition(run, node);
  passGate(run, node, judgeNeeds(run, node, 'start'));
}

/** Moves a blocked task on, when its needs have been judged. */
export function passGate(run: RunState, node: TaskNode, verdict: GateVerdict): void {
  if (verdict === 'doomed') settleSkipped(run, node, 'dependency_failed');
  if (verdict !== 'met') return;
  node.phase = 'ready';
  const { parent } = node;
  if (!parent || node.attachedId) {
    if (run.isPaused) run.held.push(node);
    else begin(run, node);
    return;
  }
  if (hasNeeds(node)) run.unblocked.push(node);
  parent.counts.ready += 1;
  parent.readyQueue.add(node);
  push(run, parent, { type: 'child-ready', id: node.plan.id });
}

function hasNeeds(node: TaskNode): boolean {
  return (node.plan.needs?.length ?? 0) > 0;
}

/** The root's state comes with the plan, so it has been asked for already. */
export function beginRoot(run: RunState): void {
  run.root.hasStarted = true;
  armTimers(run, run.root);
  run.root.phase = 'preparing';
}

function armTimers(run: RunState, node: TaskNode): void {
  if (node.plan.deadlineMs !== undefined && !node.timers.has(DEADLINE))
    setTimer(run, { node, name: DEADLINE, dueAt: run.now + node.plan.deadlineMs });
  if (node.plan.timeoutMs !== undefined) setTimer(run, { node, name: TIMEOUT, dueAt: run.now + node.plan.timeoutMs });
}

/** Starts a task whose turn it is. */
export function begin(run: RunState, node: TaskNode): void {
  if (node.phase === 'ready' && node.parent && !node.attachedId) {
    node.parent.counts.ready -= 1;
    node.parent.counts.active += 1;
  }
  node.hasStarted = true;
  armTimers(run, node);
  if (node.goesOn) {
    goOn(run, node);
    return;
  }
  if (node.plan.prepares) {
    askForState(run, node);
    return;
  }
  node.status = 'in_progress';
  const isContainer = node.plan.children !== undefined || node.plan.item !== undefined;
  if (isContainer) noteTransition(run, node);
  enter(run, node);
}

/** Runs a task that hangs on another one, once its needs are met. Its row is written only now: it has a state to create. */
export function beginAttached(run: RunState, owner: TaskNode, id: AttachedId): TaskNode | null {
  const plan = owner.plan.attached?.[id];
  if (!plan) return null;
  const path = toChildPath(owner.path, id);
  const last = owner.attached.get(id);
  if (last) run.visits.set(path, last.visit);
  const node = createNode({
    path,
    plan: { ...plan, id, prepares: true },
    parent: owner,
    attachedId: id,
    visit: nextVisit(run, path, owner.visit),
  });
  owner.attached.set(id, node);
  owner.openBelow += 1;
  awaitNeeds(run, node);
  return node;
}

/** What `createTaskState` found. */
export function takeState(run: RunState, node: TaskNode, result: StateResult): void {
  switch (result.outcome) {
    case 'started':
      node.control = result.control;
      node.status = result.isWaiting ? 'waiting' : 'in_progress';
      if (result.itemCount !== null) node.total = result.itemCount;
      if (result.deadlineAt !== null) setTimer(run, { node, name: DEADLINE, dueAt: result.deadlineAt });
      enter(run, node);
      return;
    case 'completed':
      complete(run, node, 'stored');
      return;
    case 'blocked':
      node.phase = 'blocked';
      node.hasStarted = false;
      node.timers.clear();
      awaitNeeds(run, node);
      return;
    case 'in-line':
      if (result.deadlineAt !== null) setTimer(run, { node, name: DEADLINE, dueAt: result.deadlineAt });
      waitInLine(run, node, result.behind);
      return;
    case 'skipped':
      // The write that says so of the root is the one that tells the run which has started this one.
      settle(run, node, { status: 'skipped', settlement: 'skipped', reason: result.reason, isNoted: isRoot(node) });
      return;
    case 'failed':
      if (hasTasksBelow(node)) noteEndBelow(run, node.path, { status: 'cancelled', reason: 'strategy' });
      fail(run, node, { failure: result.failure });
      return;
  }
}

function enter(run: RunState, node: TaskNode): void {
  node.phase = 'running';
  push(run, node, { type: 'started' });
  openMailbox(run, node);
}

/** A container that had ended, in the visit that it is in. */
function goOn(run: RunState, node: TaskNode): void {
  node.goesOn = false;
  node.status = 'in_progress';
  noteTransition(run, node);
  node.phase = 'running';
  push(run, node, { type: 'started' });
}

export function runAction(run: RunState, node: TaskNode, by: ActionHost): void {
  node.attemptBy = by;
  node.hostedId = null;
  node.attempt = 'queued';
  run.attemptQueue.push(node);
}

/** Lets queued attempts go out, unless the run is paused: inline ones always, ordinary ones while there is a place. */
export function admitAttempts(run: RunState): void {
  const waiting: TaskNode[] = [];
  for (const node of run.attemptQueue) {
    if (node.attempt !== 'queued' || node.attemptBy === null) continue;
    const isOrdinary = node.attemptBy === 'queue';
    const isHeld =
      run.isPaused ||
      (node.attemptBy !== 'inline' &&
        (run.isDraining || (isOrdinary && run.attemptsUnderWay >= MAX_ATTEMPTS_UNDER_WAY)));
    if (isHeld) {
      waiting.push(node);
      continue;
    }
    if (isOrdinary) run.attemptsUnderWay += 1;
    node.attempt = 'running';
    const deadlineAt = node.timers.get(DEADLINE) ?? null;
    run.effects.push({
      type: 'attempt',
      by: node.attemptBy,
      path: node.path,
      visit: node.visit,
      version: nextVersion(run),
      deadlineAt,
    });
  }
  run.attemptQueue.splice(0, run.attemptQueue.length, ...waiting);
}

export function ask(run: RunState, node: TaskNode, question: string, detail: TaskNode['control']): void {
  node.asks.set(question, detail);
  run.effects.push({ type: 'ask', path: node.path, visit: node.visit, version: nextVersion(run), question, detail });
}

/** A task has done its work; what stands between it and its end are prerequisites and its own `outputs`. */
export function complete(run: RunState, node: TaskNode, output: OutputSource): void {
  node.pendingOutput = output;
  clearTimer(node, TIMEOUT);
  const verdict = judgeNeeds(run, node, 'completion');
  if (verdict === 'open') {
    node.phase = 'holding';
    node.status = 'waiting';
    noteTransition(run, node);
    watchNeeds(run, node, 'completion');
    return;
  }
  if (verdict === 'doomed') {
    const message = 'A prerequisite of its completion did not complete.';
    fail(run, node, { failure: { code: 'dependency_failed', message, path: node.path } });
    return;
  }
  if (node.plan.outputs) {
    node.phase = 'finishing';
    ask(run, node, OUTPUTS_QUESTION, null);
    return;
  }
  end(run, node);
}

/** Ends a task that has completed, with the output that it has by now. */
export function end(run: RunState, node: TaskNode): void {
  const output = node.pendingOutput ?? 'stored';
  const isWrittenByItself = output === 'stored' && node.phase === 'running' && isActivity(node) && !node.isWatched;
  settle(run, node, {
    status: 'completed',
    settlement: 'completed',
    output,
    isNoted: !isWrittenByItself || isRoot(node),
  });
}

export function fail(
  run: RunState,
  node: TaskNode,
  how: { readonly failure: Failure; readonly status?: 'failed' | 'timed_out'; readonly handledBy?: OutputSource },
): void {
  const status = how.status ?? 'failed';
  clearTimer(node, TIMEOUT);
  node.failure = how.failure;
  node.failedAs = status;
  node.status = status;
  if (how.handledBy !== undefined) {
    settle(run, node, { status, settlement: 'completed', output: how.handledBy, isNoted: true });
  } else if (node.plan.onError === 'continue') {
    settle(run, node, { status, settlement: 'completed', output: { value: null }, isNoted: true });
  } else if (node.plan.onError === 'handle') {
    node.phase = 'handling';
    // A root that is shown as ended is an ended run.
    noteTransition(run, node, isRoot(node) ? { status: 'in_progress' } : {});
    beginAttached(run, node, 'on_error');
  } else {
    // It may have had an output already, when its `outputs` or a prerequisite failed it.
    const output = node.pendingOutput === null ? {} : { output: { value: null } };
    settle(run, node, { status, settlement: 'failed', isNoted: true, ...output });
  }
}

/** The handler of an error has ended: only one that completed makes the task count as completed. */
export function endHandling(run: RunState, node: TaskNode, handler: TaskNode | null): void {
  const isHandled = handler?.settlement === 'completed';
  settle(run, node, {
    status: node.failedAs,
    settlement: isHandled ? 'completed' : 'failed',
    ...(isHandled ? { output: { child: handler.path } } : {}),
    isNoted: true,
  });
}

/** Its own activity has written how it ended. */
function isActivity(node: TaskNode): boolean {
  return node.attemptBy === 'queue' || node.attemptBy === 'inline' || node.attemptBy === 'hosted';
}

function isRoot(node: TaskNode): boolean {
  return node.parent === null;
}
