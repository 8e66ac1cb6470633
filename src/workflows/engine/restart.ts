import type { Rejection } from './accept.js';
import { awaitNeeds } from './begin.js';
import { chooseFailed, chooseRerun, type Restarted } from './choose-restart.js';
import { unwatchNeeds } from './gates.js';
import { resetChildren } from './rounds.js';
import { forgetChildren, forgetEnds, hasTasksBelow, rememberVisits } from './settle.js';
import { findNode, nextVisit, push, type RunState } from './state.js';
import { createNode, type TaskNode } from './task-node.js';
import { recall, type StoredTasks } from './stored-tasks.js';
import { noteTransition } from './writes.js';

/** What is to be done again, and who wants it. */
export interface RestartRequest {
  readonly id: string;
  /** `retry`: what failed, of a run that had ended. `rerun`: the task at the path, and what needs it. */
  readonly verb: 'retry' | 'rerun';
  readonly path: string;
  readonly by: string;
}

/** Each is a statement of its own. */
const MAX_RESETS = 200;

/** So many changes go out in one write. */
const MAX_AGAIN = 10_000;

/**
 * Lets tasks that have ended run again, as new visits. Containers above that had ended go on in the visit they are in,
 * and what has completed in them stays. Answers why it cannot be done; then nothing has changed.
 */
export function restart(run: RunState, request: RestartRequest, stored: StoredTasks): Rejection | null {
  const recalled = recall(run, stored);
  const chosen = choose(run, request);
  const rejection = 'code' in chosen ? chosen : null;
  if (!('code' in chosen)) startAgain(run, chosen, request.by);
  for (const node of new Set(recalled.flatMap((one) => [one, ...(one.parent ? [one.parent] : [])])))
    if (node.phase === 'ended') forgetChildren(run, node);
  return rejection;
}

function choose(run: RunState, { verb, path }: RestartRequest): Restarted | Rejection {
  if (verb === 'retry') return check(chooseFailed(run.root));
  const target = findNode(run, path);
  if (!target) return conflict(`${path} has not started yet.`);
  if (target.phase !== 'ended') return conflict(`${path} has not ended: it is ${target.status}.`);
  return check(chooseRerun(run, target));
}

function check({ again: chosen, goingOn }: Restarted): Restarted | Rejection {
  const all = new Set(chosen);
  const again = chosen.filter((node) => !listAbove(node).some((above) => all.has(above)));
  for (const node of again) {
    if (node.phase !== 'ended' && node.phase !== 'blocked' && node.phase !== 'ready')
      return conflict(`${node.path} builds on it and is under way: it is ${node.status}. Wait until it has ended.`);
    const busy = listAbove(node).find((above) => above.phase !== 'ended' && !mayGoOn(above));
    if (busy) return conflict(`${busy.path} is about to end, or between two rounds. Try again in a moment.`);
  }
  if (again.length > MAX_AGAIN)
    return conflict(`${again.length} tasks would have to run again, and at most ${MAX_AGAIN} may.`);
  return again.length + goingOn.length > 0 ? { again, goingOn } : conflict('Nothing in the run has failed.');
}

/** It waits for nothing but its children, and has not been decided. */
function mayGoOn({ phase, goesOn, stop, compensation, asks, timers, children }: TaskNode): boolean {
  if (goesOn) return true;
  if (phase !== 'running' || stop || compensation || asks.size > 0) return false;
  const waitsItself = [...timers.keys()].some((name) => !name.startsWith('$'));
  return !waitsItself && [...children.values()].every((child) => child.phase === 'ended' || !child.stop);
}

function conflict(reason: string): Rejection {
  return { code: 'conflict', reason };
}

function startAgain(run: RunState, { again, goingOn }: Restarted, by: string): void {
  if (again[0] === run.root) return renewRoot(run, by);
  const above = new Set([...goingOn, ...[...again, ...goingOn].flatMap(listAbove)]);
  const reopened = [...above].filter(({ phase }) => phase === 'ended').sort(byDepth);
  for (const node of reopened) reopen(run, node, by);
  const resets = again.filter(hasTasksBelow).length > MAX_RESETS ? 'needed' : 'all';
  for (const node of again) takeOut(run, node, { by, resets });
  for (const node of reopened) recount(node);
  if (run.root.goesOn) awaitNeeds(run, run.root);
  for (const node of new Set([...again, ...reopened].flatMap(({ parent }) => parent ?? [])))
    if (node.phase === 'running') push(run, node, { type: 'started' });
}

interface Again {
  readonly by: string;
  /** Of what is below; where they are too many, rows show their last visit until the next one begins. */
  readonly resets: 'all' | 'needed';
}

function byDepth(left: TaskNode, right: TaskNode): number {
  return left.path.length - right.path.length;
}

/** Rows of items stand for what their collection was made of, and must not outlive it. */
function holdsItems({ item, children }: TaskNode['plan']): boolean {
  return item !== undefined || (children ?? []).some(holdsItems);
}

/** From the root down. */
function listAbove(node: TaskNode): TaskNode[] {
  const above: TaskNode[] = [];
  for (let { parent } = node; parent; { parent } = parent) above.unshift(parent);
  return above;
}

/** It is opened again by the container above it, and goes on where it was; its time begins anew. */
function reopen(run: RunState, node: TaskNode, by: string): void {
  const { parent } = node;
  for (const attached of node.attached.values()) {
    run.visits.set(attached.path, attached.visit);
    rememberVisits(run, attached);
  }
  node.attached.clear();
  run.endFacts.delete(node.path);
  if (parent) {
    parent.counts.ended -= 1;
    if (node.settlement) parent.counts[node.settlement] -= 1;
    parent.openBelow += 1;
  }
  Object.assign(node, {
    phase: 'blocked',
    status: 'pending',
    hasStarted: false,
    goesOn: true,
    settlement: null,
    reason: null,
    failure: null,
    stop: null,
    compensation: null,
    pendingOutput: null,
    control: run.orchestratorOf(node.plan.kind).reopened?.(toStanding(node)) ?? null,
  } satisfies Partial<TaskNode>);
  noteTransition(run, node, { actor: by, error: null, output: { value: null }, deadlineAt: null });
}

function toStanding(node: TaskNode): { readonly id: string; readonly reason: TaskNode['reason'] }[] {
  return [...node.children].map(([id, { reason }]) => ({ id, reason }));
}

/** It is opened again by its container, as a new visit. */
function takeOut(run: RunState, node: TaskNode, how: Again): void {
  const { parent } = node;
  if (!parent) return;
  run.approvals.delete(node.path);
  forgetEnds(run, node);
  if (node.phase === 'ended') {
    parent.counts.ended -= 1;
    if (node.settlement) parent.counts[node.settlement] -= 1;
  } else {
    if (node.phase === 'ready') parent.counts.ready -= 1;
    unwatchNeeds(run, node);
    parent.openBelow -= 1;
    // It may still stand in a queue.
    node.phase = 'ended';
  }
  noteAgain(run, node, how);
  parent.children.delete(node.plan.id);
}

function noteAgain(run: RunState, node: TaskNode, { by, resets }: Again): TaskNode {
  const isNeeded = node.hasStarted && holdsItems(node.plan);
  if (hasTasksBelow(node) && (isNeeded || resets === 'all')) resetChildren(run, node);
  rememberVisits(run, node);
  run.visits.set(node.path, Math.max(node.visit, run.visits.get(node.path) ?? 0));
  const visit = nextVisit(run, node.path, node.parent?.visit ?? 1);
  const fresh = createNode({ path: node.path, plan: node.plan, parent: node.parent, visit });
  noteTransition(run, fresh, { actor: by });
  return fresh;
}

function renewRoot(run: RunState, by: string): void {
  forgetEnds(run, run.root);
  run.root = noteAgain(run, run.root, { by, resets: 'all' });
  awaitNeeds(run, run.root);
}

function recount(node: TaskNode): void {
  const { counts } = node;
  Object.assign(counts, { ready: 0, active: 0, ended: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 });
  node.firstFailure = null;
  node.openBelow = 0;
  for (const child of node.children.values()) {
    if (child.phase !== 'ended') node.openBelow += 1;
    else if (child.settlement) {
      counts.ended += 1;
      counts[child.settlement] += 1;
      if (child.settlement === 'failed') node.firstFailure ??= child.failure;
    }
  }
}
