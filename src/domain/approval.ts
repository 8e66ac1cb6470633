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

/** All that people say on an approval. */
export type ApprovalWord = DecisionWord | 'delegate' | 'withdraw';

export interface ApprovalDecision {
  /** Of the message; its comment is kept under it. */
  readonly id: string;
  readonly by: string;
  /** Those that count: also the roles of whom the person stands for. */
  readonly roles: readonly string[];
  readonly decision: DecisionWord;
  readonly at: number;
  /** Whose rights it was made with, besides the person's own. Left out: nobody's. */
  readonly for?: readonly string[];
}

/** A right to decide that its holder has handed to somebody else, for one approval. */
export interface Delegation {
  readonly id: string;
  readonly by: string;
  /** Of the holder, as authenticated then. */
  readonly roles: readonly string[];
  readonly to: string;
  readonly at: number;
}

/** What has been said so far, and counts. */
export interface ApprovalStanding {
  readonly decisions: readonly ApprovalDecision[];
  readonly delegations: readonly Delegation[];
  /** Ids of the last messages, so that one that comes again changes nothing, also when it was withdrawn meanwhile. */
  readonly seen?: readonly string[];
}

export const NOTHING_SAID: ApprovalStanding = { decisions: [], delegations: [] };

/** Who may approve a task that is no approval itself, for the sake of one that needs it. */
export function toNeededRule({
  roles = [],
  users = [],
  quorum = 1,
}: Partial<Pick<ApprovalRule, 'roles' | 'users' | 'quorum'>>): ApprovalRule {
  return { roles, users, quorum, distinct: 'persons', allowsSelf: false, escalateTo: null, isEscalated: false };
}

export interface Person {
  readonly by: string;
  readonly roles: readonly string[];
}

export type ApprovalVerdict = 'open' | 'approved' | 'rejected';

/** Only decisions count that were made with a right under this rule: several may be about the same task. */
export function judgeApproval(rule: ApprovalRule, decisions: readonly ApprovalDecision[]): ApprovalVerdict {
  const counted = decisions.filter((decision) => rightsIn(decision).some((right) => holdsRight(rule, right)));
  if (counted.some((decision) => decision.decision === 'reject')) return 'rejected';
  const approvals = counted.filter((decision) => decision.decision === 'approve');
  if (approvals.some((approval) => rightsIn(approval).some((right) => settlesEscalation(rule, right))))
    return 'approved';
  return countApprovals(rule, approvals) >= rule.quorum ? 'approved' : 'open';
}

/** Whether this person may decide at all, by an own right or another's. Without roles and users anyone may. */
export function mayDecide(rule: ApprovalRule, person: Person, delegations: readonly Delegation[] = []): boolean {
  return rightsOf(person, delegations).some((right) => holdsRight(rule, right));
}

/** The rights that a person has: the own one unless it was handed on, and those of others. */
export function rightsOf(person: Person, delegations: readonly Delegation[]): readonly Person[] {
  const own = delegations.some(({ by }) => by === person.by) ? [] : [person];
  const others = delegations.filter(({ to }) => to === person.by).map(({ by, roles }) => ({ by, roles }));
  return [...own, ...others];
}

/** One sentence for people: how many, and of whom. */
export function describeMissing(
  rule: ApprovalRule,
  decisions: readonly ApprovalDecision[],
  delegations: readonly Delegation[] = [],
): string {
  const approvals = decisions.filter(
    (decision) => decision.decision === 'approve' && rightsIn(decision).some((right) => holdsRight(rule, right)),
  );
  const missing = Math.max(0, rule.quorum - countApprovals(rule, approvals));
  if (missing === 0) return 'nobody';
  const open =
    rule.distinct === 'roles'
      ? rule.roles.filter((role) => !approvals.some((approval) => approval.roles.includes(role)))
      : rule.roles;
  const isSaidBy = (user: string): boolean => approvals.some((approval) => namesIn(approval).includes(user));
  const handedOn = delegations.filter(({ by }) => !isSaidBy(by));
  const users = rule.users.filter((user) => !isSaidBy(user) && !handedOn.some(({ by }) => by === user));
  const whom = [...open, ...users, ...handedOn.map(({ by, to }) => `${to} for ${by}`)];
  const escalation = rule.isEscalated && rule.escalateTo ? `, or ${rule.escalateTo} alone` : '';
  return `${missing} more of ${whom.length > 0 ? whom.join(', ') : 'anyone'}${escalation}`;
}

function holdsRight(rule: ApprovalRule, right: Person): boolean {
  if (rule.roles.length === 0 && rule.users.length === 0) return true;
  return (
    rule.users.includes(right.by) ||
    right.roles.some((role) => rule.roles.includes(role)) ||
    settlesEscalation(rule, right)
  );
}

function settlesEscalation(rule: ApprovalRule, right: Person): boolean {
  return (
    rule.isEscalated &&
    rule.escalateTo !== null &&
    (right.by === rule.escalateTo || right.roles.includes(rule.escalateTo))
  );
}

function namesIn({ by, for: others = [] }: ApprovalDecision): readonly string[] {
  return [by, ...others];
}

function rightsIn(decision: ApprovalDecision): readonly Person[] {
  return namesIn(decision).map((by) => ({ by, roles: decision.roles }));
}

function countApprovals(rule: ApprovalRule, approvals: readonly ApprovalDecision[]): number {
  if (rule.distinct === 'persons' || rule.roles.length === 0)
    return new Set(approvals.map((approval) => approval.by)).size;
  const listed = approvals.filter((approval) => namesIn(approval).some((name) => rule.users.includes(name))).length;
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

/** What is shown of a standing. */
export function describeStanding({ decisions, delegations }: ApprovalStanding): ShownStanding {
  return {
    decisions: decisions.map(({ by, decision, at, for: others }) => ({
      by,
      decision,
      at: new Date(at).toISOString(),
      ...(others === undefined ? {} : { for: others }),
    })),
    delegations: delegations.map(({ by, to, at }) => ({ by, to, at: new Date(at).toISOString() })),
  };
}

export type ShownStanding = {
  readonly decisions: readonly ShownDecision[];
  readonly delegations: readonly ShownDelegation[];
};

/** Times are ISO 8601 in UTC. */
export type ShownDecision = {
  readonly by: string;
  readonly decision: DecisionWord;
  readonly at: string;
  readonly for?: readonly string[];
};

export type ShownDelegation = {
  readonly by: string;
  readonly to: string;
  readonly at: string;
};
