import { clearTimer, setTimer, TIMEOUT } from './clock.js';
import type { StateResult } from './effects.js';
import { unwatchNeeds } from './gates.js';
import { nextVersion, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

type InLine = Extract<StateResult, { outcome: 'in-line' }>;

/** Stands in no id and no path, so that what is waited for in a line is never taken for a need. */
const MARK = '*';

/** Others with the same `concurrency.key` are before it: it asks again for its state when one of them has ended. */
export function waitInLine(run: RunState, node: TaskNode, behind: InLine['behind']): void {
  clearTimer(node, TIMEOUT);
  for (const other of behind) {
    const id = `${run.runKey}${node.path}#${node.visit}${MARK}${nextVersion(run)}>${other.runId}${other.path}`;
    waitFor(run, node, id);
  }
}

/** Of a task that was in line when the snapshot was taken. A registration may have been on its way; it is safe to repeat. */
export function stayInLine(run: RunState, node: TaskNode, ids: readonly string[]): void {
  for (const id of ids) waitFor(run, node, id);
}

function waitFor(run: RunState, node: TaskNode, id: string): void {
  const [, other = ''] = id.split('>');
  const cut = other.indexOf('/');
  node.waitsFor.add(id);
  run.waiters.set(id, new Set([node]));
  const [to, task] = [other.slice(0, cut), other.slice(cut)];
  run.effects.push({ type: 'register-dependency', id, path: node.path, run: to, task });
}

export function isInLine(node: TaskNode): boolean {
  return node.phase === 'preparing' && node.waitsFor.size > 0;
}

export function isPlaceInLine(dependencyId: string): boolean {
  return dependencyId.includes(MARK);
}

/** One of those before it has ended. */
export function moveUp(run: RunState, node: TaskNode): void {
  unwatchNeeds(run, node);
  if (run.isPaused) {
    giveBack(run, node);
    return;
  }
  if (node.plan.timeoutMs !== undefined) setTimer(run, { node, name: TIMEOUT, dueAt: run.now + node.plan.timeoutMs });
  askForState(run, node);
}

/** It begins once more when the run goes on. */
function giveBack(run: RunState, node: TaskNode): void {
  node.phase = 'ready';
  node.hasStarted = false;
  const { parent } = node;
  if (!parent || node.attachedId) {
    run.held.push(node);
    return;
  }
  parent.counts.active -= 1;
  parent.counts.ready += 1;
  parent.readyQueue.add(node);
}

export function askForState(run: RunState, node: TaskNode): void {
  node.phase = 'preparing';
  run.effects.push({ type: 'create-state', path: node.path, visit: node.visit, version: nextVersion(run) });
}
