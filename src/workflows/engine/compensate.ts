import { beginAttached } from './begin.js';
import { clearTimer, DEADLINE, TIMEOUT } from './clock.js';
import { push, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

/**
 * Undoes what has completed below a task, last first, one at a time; the task is told `compensated` at the end. Its own
 * time limits no longer count: what is half undone helps nobody.
 */
export function beginCompensation(run: RunState, node: TaskNode): void {
  clearTimer(node, TIMEOUT);
  clearTimer(node, DEADLINE);
  const queue: TaskNode[] = [];
  collect(node, queue);
  node.compensation = { queue, current: null };
  continueCompensation(run, node);
}

/** A compensation that fails is recorded as failed, and the others still run. */
export function continueCompensation(run: RunState, node: TaskNode): void {
  if (!node.compensation) return;
  const target = node.compensation.queue.shift();
  if (!target) {
    node.compensation = null;
    push(run, node, { type: 'answered', question: 'compensated', answer: null });
    return;
  }
  node.compensation.current = beginAttached(run, target, 'compensate');
}

/** The task whose compensation this attached task belongs to. */
export function findCompensating(node: TaskNode): TaskNode | null {
  for (let above = node.parent; above; above = above.parent) if (above.compensation?.current === node) return above;
  return null;
}

function collect(node: TaskNode, queue: TaskNode[]): void {
  const order = node.plan.item
    ? [...node.children.keys()].sort((left, right) => Number(left) - Number(right))
    : (node.plan.children ?? []).map((child) => child.id);
  for (const id of order.reverse()) {
    const child = node.children.get(id);
    if (!child || child.status !== 'completed') continue;
    if (child.plan.attached?.compensate) queue.push(child);
    else if (child.plan.compensates) collect(child, queue);
  }
}
