import { begin, endHandling, fail } from './begin.js';
import { clearTimer, GRACE, setTimer } from './clock.js';
import { isInLine } from './line.js';
import { hasTasksBelow, settle } from './settle.js';
import { push, type RunState } from './state.js';
import type { Stop, TaskNode } from './task-node.js';
import { noteEndBelow, noteFence } from './writes.js';

/** Work that has not stopped by then is fenced off: whatever it still returns is dropped. */
export const STOP_GRACE_MS = 10_000;

/** Stops a task and everything below it. It ends when all of it has stopped; the first reason stays, but for a cancel. */
export function stop(run: RunState, node: TaskNode, why: Stop): void {
  if (node.phase === 'ended') return;
  if (node.stop) {
    if (node.stop.as === 'timed_out' && why.as === 'cancelled') node.stop = why;
    return;
  }
  node.stop = why;
  if (node.phase === 'blocked' || node.phase === 'ready' || isInLine(node)) {
    finishStop(run, node);
    return;
  }
  if (node.phase === 'preparing') return;
  if (node.attempt === 'running') {
    run.effects.push({ type: 'cancel-attempt', path: node.path, visit: node.visit, hostedId: node.hostedId });
    setTimer(run, { node, name: GRACE, dueAt: run.now + STOP_GRACE_MS });
  }
  if (node.attempt === 'queued') node.attempt = 'none';
  const below: Stop = { as: 'cancelled', reason: why.reason, isOutside: why.isOutside };
  for (const child of [...node.children.values(), ...node.attached.values()]) stop(run, child, below);
  if (node.compensation?.current) stop(run, node.compensation.current, below);
  checkStopped(run, node);
}

/** Stops what is running below a task or hangs on it, and gives up what has not started; what was not even opened, all at once. */
export function cancelChildren(run: RunState, node: TaskNode): void {
  for (const child of [...node.children.values(), ...node.attached.values()])
    stop(run, child, { as: 'cancelled', reason: 'strategy', isOutside: false });
  const unopened = node.total - node.children.size;
  if (unopened > 0) {
    node.counts.ended += unopened;
    node.counts.cancelled += unopened;
    noteEndBelow(run, node.path, { status: 'cancelled', reason: 'strategy' });
    push(run, node, { type: 'children-given-up' });
  }
}

/** Ends a task that is being stopped as soon as nothing of it runs any more. */
export function checkStopped(run: RunState, node: TaskNode): void {
  if (!node.stop || node.phase === 'ended' || node.phase === 'preparing' || node.attempt === 'running') return;
  const isCompensating = node.compensation?.current ? node.compensation.current.phase !== 'ended' : false;
  if (node.openBelow > 0 || isCompensating) return;
  finishStop(run, node);
}

/** The grace is over: the store drops whatever the attempt still returns, and the task ends without it. */
export function fenceOff(run: RunState, node: TaskNode): void {
  if (node.attempt !== 'running') return;
  noteFence(run, node);
  leaveAttempt(run, node);
  checkStopped(run, node);
}

/** The attempt has ended, or is not waited for any more. */
export function leaveAttempt(run: RunState, node: TaskNode): void {
  if (node.attempt === 'running' && node.attemptBy === 'queue') run.attemptsUnderWay -= 1;
  node.attempt = 'none';
  clearTimer(node, GRACE);
}

function finishStop(run: RunState, node: TaskNode): void {
  const why = node.stop;
  if (!why) return;
  const isCovered = !node.hasStarted && node.parent?.stop;
  if (hasTasksBelow(node) && !isCovered) noteEndBelow(run, node.path, { status: 'cancelled', reason: why.reason });
  if (why.as === 'timed_out') {
    node.stop = null;
    if (node.phase === 'handling') {
      endHandling(run, node, null);
      return;
    }
    const message = why.reason === 'deadline' ? 'Its deadline has passed.' : 'Its time is up.';
    fail(run, node, { status: 'timed_out', failure: { code: 'timed_out', message, path: node.path } });
    return;
  }
  if (why.isOutside) node.failure ??= { code: 'cancelled', message: 'It was cancelled.', path: node.path };
  settle(run, node, {
    status: 'cancelled',
    settlement: why.isOutside ? 'failed' : 'cancelled',
    reason: why.reason,
    isNoted: !isCovered,
  });
}

/** Starts as many of the ready children as asked for, in the order they became ready; none while the run is paused. */
export function startReady(run: RunState, node: TaskNode, count: number): void {
  if (run.isPaused) return;
  let left = count;
  while (left > 0) {
    const next = node.readyQueue.take();
    if (!next) return;
    if (next.phase !== 'ready') continue;
    begin(run, next);
    left -= 1;
  }
}
