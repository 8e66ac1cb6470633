import { describeMissing, judgeApproval, type ApprovalRule } from '../../domain/approval.js';
import { readStanding } from '../../domain/approval-log.js';
import { isJsonObject } from '../../domain/json.js';
import type { Dependency, GenericTask, TaskDecision } from './generic-task.js';

/** What a dependency asks for, as it stands now. */
export interface Gate {
  readonly dependency: Dependency;
  /** Null when the prerequisite does not exist any more. */
  readonly prerequisite: GenericTask | null;
  readonly isSatisfied: boolean;
  /** Why not, as a sentence about the prerequisite; null for a satisfied one. */
  readonly reason: string | null;
}

/** Before which step of the dependent the gate is looked at; `related` never gates. */
export function gatedStep({
  type,
  isMandatory,
}: Pick<Dependency, 'type' | 'isMandatory'>): 'start' | 'completion' | null {
  if (!isMandatory || type === 'related') return null;
  return type === 'prerequisite' ? 'completion' : 'start';
}

export function judgeGate(
  dependency: Dependency,
  prerequisite: GenericTask | null,
  decisions: readonly TaskDecision[],
): Gate {
  const isWaived = dependency.waivedAt !== null;
  const reason = isWaived ? null : whyUnmet(dependency, prerequisite, decisions);
  return { dependency, prerequisite, isSatisfied: reason === null, reason };
}

function whyUnmet(
  dependency: Dependency,
  prerequisite: GenericTask | null,
  decisions: readonly TaskDecision[],
): string | null {
  if (prerequisite === null) return 'it does not exist';
  switch (dependency.type) {
    case 'related':
      return null;
    case 'completion':
    case 'prerequisite':
      return hasCompleted(prerequisite) ? null : describeState(prerequisite);
    case 'data': {
      if (!hasCompleted(prerequisite)) return describeState(prerequisite);
      const { output } = dependency;
      const { outputs } = prerequisite;
      const isThere = output === null ? outputs !== null : isJsonObject(outputs) && Object.hasOwn(outputs, output);
      return isThere ? null : `it has completed without the output ${output === null ? '' : `"${output}"`}`.trimEnd();
    }
    case 'approval':
      return whyNotApproved(dependency, prerequisite, decisions);
  }
}

/** What took its place has to complete instead, which its own dependency says: superseded work counts by its status. */
function hasCompleted({ status }: GenericTask): boolean {
  return status === 'completed' || status === 'skipped';
}

function describeState({ status, stage }: GenericTask): string {
  return status === 'failed' || status === 'cancelled' || status === 'timed_out'
    ? `it has ${status === 'timed_out' ? 'timed out' : status === 'failed' ? 'failed' : 'been cancelled'}`
    : `it is ${status === 'pending' ? stage : status}`;
}

/** Somebody with the right has to say so; an approval that was granted says it by itself. */
function whyNotApproved(
  dependency: Dependency,
  prerequisite: GenericTask,
  decisions: readonly TaskDecision[],
): string | null {
  if (prerequisite.kind === 'wait' && prerequisite.status === 'completed') return null;
  if (prerequisite.kind === 'wait') return `its approval is not granted: it is ${prerequisite.status}`;
  const rule = toApprovalRule(dependency);
  const standing = readStanding(rule, decisions, authorsOf(prerequisite));
  const verdict = judgeApproval(rule, standing.decisions);
  if (verdict === 'approved') return null;
  if (verdict === 'rejected') return 'it was rejected';
  return `its approval is missing: ${describeMissing(rule, standing.decisions, standing.delegations)}`;
}

export function toApprovalRule({ roles, users, quorum }: Pick<Dependency, 'roles' | 'users' | 'quorum'>): ApprovalRule {
  return { roles, users, quorum, distinct: 'persons', allowsSelf: false, escalateTo: null, isEscalated: false };
}

/** Who did the work; who wrote the task down, where nobody did it yet. */
export function authorsOf({
  assignee,
  createdBy,
  kind,
}: Pick<GenericTask, 'assignee' | 'createdBy' | 'kind'>): readonly string[] {
  return [kind === 'wait' ? createdBy : (assignee ?? createdBy)];
}
