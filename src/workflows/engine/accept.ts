import { judgeApproval, mayDecide, toDecision, type ApprovalDecision } from '../../domain/approval.js';
import type { PlannedNeed } from '../../domain/plan.js';
import type { TaskMessage } from '../../orchestrators/orchestrator.js';
import { toApprovalRule, toFact, wakeWaiters } from './gates.js';
import { findShapeProblem } from './message-shape.js';
import { listGuarded, reopen } from './rework.js';
import { findNode, toView, type RunState, type TaskNode } from './state.js';
import { findApprovalNeeds } from './targets.js';

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
  const decision = toDecision(message, run.now);
  const decisions = run.approvals.get(path) ?? [];
  if (decisions.some((earlier) => earlier.id === decision.id)) return;
  if (decision.decision === 'request_changes') {
    run.approvals.delete(path);
    const target = findNode(run, path);
    if (target) reopen(run, target, null);
    return;
  }
  run.approvals.set(path, [...decisions.filter((earlier) => earlier.by !== decision.by), decision]);
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
  const person = toDecision(given.message, 0);
  const decisions = run.approvals.get(path) ?? [];
  if (decisions.some((earlier) => earlier.id === person.id)) return null;
  const fact = toFact(run, path);
  if (fact && fact.settlement !== 'completed') return conflict(`${path} has ended already: ${fact.status}.`);
  const authors = findNode(run, path)?.authors ?? fact?.authors ?? [];
  if (authors.includes(person.by)) {
    return forbidden(`${person.by} is the author of the work and may not decide on it.`);
  }
  const rules = given.needs.map(toApprovalRule).filter((rule) => mayDecide(rule, person));
  if (rules.length === 0) {
    const wanted = [...new Set(given.needs.flatMap((need) => [...(need.roles ?? []), ...(need.users ?? [])]))];
    return forbidden(`${person.by} may not approve ${path}; needed: ${wanted.join(', ')}.`);
  }
  if (rules.every((rule) => judgeApproval(rule, decisions) !== 'open')) {
    return conflict(`${path} has been decided already.`);
  }
  return refuseRepeat(decisions, person);
}

function refuseRepeat(decisions: readonly ApprovalDecision[], person: ApprovalDecision): Rejection | null {
  const earlier = decisions.find((decision) => decision.by === person.by);
  if (earlier?.decision !== person.decision) return null;
  return conflict(`${person.by} has decided "${person.decision}" already.`);
}

function conflict(reason: string): Rejection {
  return { code: 'conflict', reason };
}

function forbidden(reason: string): Rejection {
  return { code: 'forbidden', reason };
}
