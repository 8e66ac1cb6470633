import type { JsonValue } from './json.js';

/** Who may decide, and how many have to. Part of the control state of a wait. */
export interface ApprovalRule {
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly quorum: number;
  /** `roles`: each listed role counts once, by a person of its own. */
  readonly distinct: 'persons' | 'roles';
  readonly allowsSelf: boolean;
  /** A role or a user; one decision of theirs settles it once it has been escalated. */
  readonly escalateTo: string | null;
  readonly isEscalated: boolean;
}

export type DecisionWord = 'approve' | 'reject' | 'request_changes';

export interface ApprovalDecision {
  /** Of the message; its comment is kept under it. */
  readonly id: string;
  readonly by: string;
  readonly roles: readonly string[];
  readonly decision: DecisionWord;
  readonly at: number;
}

export type ApprovalVerdict = 'open' | 'approved' | 'rejected';

export function judgeApproval(rule: ApprovalRule, decisions: readonly ApprovalDecision[]): ApprovalVerdict {
  if (decisions.some((decision) => decision.decision === 'reject')) return 'rejected';
  const approvals = decisions.filter((decision) => decision.decision === 'approve');
  if (approvals.some((approval) => settlesEscalation(rule, approval))) return 'approved';
  return countApprovals(rule, approvals) >= rule.quorum ? 'approved' : 'open';
}

/** Whether this person may decide at all. Without roles and users anyone may. */
export function mayDecide(
  rule: ApprovalRule,
  person: { readonly by: string; readonly roles: readonly string[] },
): boolean {
  if (rule.roles.length === 0 && rule.users.length === 0) return true;
  return (
    rule.users.includes(person.by) ||
    person.roles.some((role) => rule.roles.includes(role)) ||
    settlesEscalation(rule, person)
  );
}

/** One sentence for people: how many, and of whom. */
export function describeMissing(rule: ApprovalRule, decisions: readonly ApprovalDecision[]): string {
  const approvals = decisions.filter((decision) => decision.decision === 'approve');
  const missing = Math.max(0, rule.quorum - countApprovals(rule, approvals));
  if (missing === 0) return 'nobody';
  const open =
    rule.distinct === 'roles'
      ? rule.roles.filter((role) => !approvals.some((approval) => approval.roles.includes(role)))
      : rule.roles;
  const whom = [...open, ...rule.users.filter((user) => !approvals.some((approval) => approval.by === user))];
  const escalation = rule.isEscalated && rule.escalateTo ? `, or ${rule.escalateTo} alone` : '';
  return `${missing} more of ${whom.length > 0 ? whom.join(', ') : 'anyone'}${escalation}`;
}

function settlesEscalation(
  rule: ApprovalRule,
  person: { readonly by: string; readonly roles: readonly string[] },
): boolean {
  return (
    rule.isEscalated &&
    rule.escalateTo !== null &&
    (person.by === rule.escalateTo || person.roles.includes(rule.escalateTo))
  );
}

function countApprovals(rule: ApprovalRule, approvals: readonly ApprovalDecision[]): number {
  if (rule.distinct === 'persons' || rule.roles.length === 0)
    return new Set(approvals.map((approval) => approval.by)).size;
  const listed = approvals.filter((approval) => rule.users.includes(approval.by)).length;
  return listed + countCoveredRoles(rule.roles, approvals);
}

/** The most roles that can be covered when no person stands for two of them: a maximum matching. */
function countCoveredRoles(roles: readonly string[], approvals: readonly ApprovalDecision[]): number {
  const roleOf = new Map<ApprovalDecision, string>();
  const place = (role: string, tried: Set<ApprovalDecision>): boolean => {
    for (const approval of approvals) {
      if (!approval.roles.includes(role) || tried.has(approval)) continue;
      tried.add(approval);
      const held = roleOf.get(approval);
      if (held === undefined || place(held, tried)) {
        roleOf.set(approval, role);
        return true;
      }
    }
    return false;
  };
  return roles.filter((role) => place(role, new Set())).length;
}

/** Reads the decision out of a message that the client has made from an authenticated request. */
export function toDecision(
  message: { readonly id: string; readonly [key: string]: JsonValue },
  at: number,
): ApprovalDecision {
  const { by, roles, decision } = message;
  return {
    id: message.id,
    by: typeof by === 'string' ? by : '',
    roles: Array.isArray(roles) ? roles.map(String) : [],
    decision: decision === 'approve' || decision === 'reject' ? decision : 'request_changes',
    at,
  };
}
