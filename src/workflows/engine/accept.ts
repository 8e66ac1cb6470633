import { judgeApproval, mayDecide, NOTHING_SAID, toNeededRule } from '../../domain/approval.js';
import { toSaidEvent } from '../../domain/approval-events.js';
import { isTaken, refuseWord, takeWord, toSaid } from '../../domain/approval-words.js';
import type { PlannedNeed } from '../../domain/plan.js';
import type { TaskMessage } from '../../orchestrators/orchestrator.js';
import { toFact, wakeWaiters } from './gates.js';
import { findShapeProblem } from './message-shape.js';
import { listGuarded } from './guarded.js';
import { reopen } from './rework.js';
import { findNode, type RunState } from './state.js';
import { toView, type TaskNode } from './task-node.js';
import { findApprovalNeeds } from './targets.js';
import { noteEvent } from './writes.js';

export interface Rejection {
  readonly code: 'invalid_input' | 'not_found' | 'conflict' | 'forbidden';
  /** A full sentence. */
  readonly reason: string;
}

/**
 * Whether a message to a task may be applied: null, or why not. Read-only and synchronous, so a refused message leaves
 * no trace in the history. It takes whatever anybody sends, and never throws.
 */
export function accept(run: RunState, path: string, message: TaskMessage): Rejection | null {
  const problem = findShapeProblem(path, message);
  if (problem !== null) return { code: 'invalid_input', reason: problem };
  if (run.root.phase === 'ended') return conflict('The run has ended.');
  const node = findNode(run, path);
  if (node && awaits(run, node, message.name)) return acceptForTask(run, node, message);
  const needs = message.name === 'decide' ? findApprovalNeeds(run.targets, path) : [];
  if (needs.length > 0 && (node || toFact(run, path))) return acceptForNeeds(run, path, { message, needs });
  if (!node) {
    const reason = `There is no task ${path} that has started. List the tasks with "taskwright show".`;
    return { code: 'not_found', reason };
  }
  if (node.phase === 'ended') return conflict(`${path} has ended already: ${node.status}.`);
  const wanted = message.name === 'decide' ? 'a decision' : 'a result from outside';
  return conflict(`${path} does not wait for ${wanted}: it is ${node.status}.`);
}

/** Applies a decision that was accepted for the needs of others. */
export function decideForNeeds(run: RunState, path: string, message: TaskMessage): void {
  const said = toSaid(message, run.now);
  const standing = run.approvals.get(path) ?? NOTHING_SAID;
  if (isTaken(standing, said.id)) return;
  const next = takeWord(standing, said);
  const target = findNode(run, path);
  noteEvent(run, { path, visit: target?.visit ?? 1 }, toSaidEvent(said, next));
  if (said.word === 'request_changes' && target) reopen(run, target, null);
  run.approvals.set(path, next);
  wakeWaiters(run, path);
}

/** Whether the task itself, and not one that needs it, waits for such a message. */
export function awaits(run: RunState, node: TaskNode, messageName: string): boolean {
  if (node.phase !== 'running' || node.stop) return false;
  return run.orchestratorOf(node.plan.kind).awaits?.(toView(node), messageName) ?? false;
}

function acceptForTask(run: RunState, node: TaskNode, message: TaskMessage): Rejection | null {
  const guarded = listGuarded(run, node);
  if (guarded.some((target) => target.phase !== 'ended')) {
    return conflict(`Changes were requested, and the work that ${node.path} is about has not been handed in again.`);
  }
  const authors = guarded.flatMap((target) => target.authors);
  return run.orchestratorOf(node.plan.kind).accept?.(toView(node), message, authors) ?? null;
}

function acceptForNeeds(
  run: RunState,
  path: string,
  given: { readonly message: TaskMessage; readonly needs: readonly PlannedNeed[] },
): Rejection | null {
  const said = toSaid(given.message, 0);
  const standing = run.approvals.get(path) ?? NOTHING_SAID;
  if (isTaken(standing, said.id)) return null;
  const fact = toFact(run, path);
  if (fact && fact.settlement !== 'completed') return conflict(`${path} has ended already: ${fact.status}.`);
  const authors = findNode(run, path)?.authors ?? fact?.authors ?? [];
  const all = given.needs.map(toNeededRule);
  const allowed = all.filter((rule) => mayDecide(rule, said, standing.delegations));
  // Somebody without a right is refused for that, and whoever has handed it on may still take it back.
  const rules = allowed.length > 0 ? allowed : all;
  const isDecided = rules.every((rule) => judgeApproval(rule, standing.decisions) !== 'open');
  if (isDecided && allowed.length > 0) return conflict(`${path} has been decided already.`);
  const refusals = rules.map((rule) => refuseWord(rule, standing, said, authors));
  return refusals.includes(null) ? null : (refusals[0] ?? null);
}

function conflict(reason: string): Rejection {
  return { code: 'conflict', reason };
}
