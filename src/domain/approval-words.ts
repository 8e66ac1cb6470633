import {
  describeMissing,
  mayDecide,
  rightsOf,
  type ApprovalDecision,
  type ApprovalRule,
  type ApprovalStanding,
  type ApprovalWord,
} from './approval.js';
import type { JsonValue } from './json.js';

/** Something said on an approval, by whom authentication says. */
export interface Said {
  /** Of the message. */
  readonly id: string;
  readonly by: string;
  readonly roles: readonly string[];
  readonly word: ApprovalWord;
  /** Of `delegate`: to whom. */
  readonly to: string | null;
  readonly at: number;
}

export interface WordRefusal {
  readonly code: 'conflict' | 'forbidden';
  /** A full sentence. */
  readonly reason: string;
}

/** What may be said on an approval that is open, under one rule. `authors` are those who did the work it is about. */
export function refuseWord(
  rule: ApprovalRule,
  standing: ApprovalStanding,
  said: Said,
  authors: readonly string[],
): WordRefusal | null {
  if (said.word === 'withdraw') return refuseWithdrawal(standing, said);
  const { decisions, delegations } = standing;
  if (!mayDecide(rule, said, delegations)) {
    const handedTo = delegations.find(({ by }) => by === said.by)?.to;
    if (handedTo !== undefined) return forbidden(`${said.by} has handed the right to decide to ${handedTo}.`);
    return forbidden(`${said.by} may not decide here; needed: ${describeMissing(rule, decisions, delegations)}.`);
  }
  if (!rule.allowsSelf && authors.includes(said.by)) return forbidden(toAuthorReason(said.by));
  if (said.word === 'delegate') return refuseDelegation(rule, standing, said, authors);
  const earlier = decisions.find(({ by }) => by === said.by);
  return earlier?.decision === said.word ? conflict(`${said.by} has decided "${said.word}" already.`) : null;
}

/** What counts after something that was not refused. */
export function takeWord(standing: ApprovalStanding, said: Said): ApprovalStanding {
  const seen = [...(standing.seen ?? []), said.id].slice(-SEEN);
  return { ...applyWord(standing, said), seen };
}

function applyWord(standing: ApprovalStanding, said: Said): ApprovalStanding {
  const { decisions, delegations } = standing;
  const { id, by, roles, word, to, at } = said;
  switch (word) {
    case 'request_changes':
      return { decisions: [], delegations };
    case 'withdraw': {
      const kept = decisions.filter((decision) => decision.by !== by);
      if (kept.length < decisions.length) return { decisions: kept, delegations };
      return { decisions, delegations: delegations.filter((delegation) => delegation.by !== by) };
    }
    case 'delegate':
      return { decisions, delegations: [...delegations, { id, by, roles, to: to ?? '', at }] };
    default: {
      const decision = { id, by, decision: word, at, ...toRightsUsed(standing, said) };
      return { decisions: [...decisions.filter((earlier) => earlier.by !== by), decision], delegations };
    }
  }
}

/** Of one approval so many messages are told apart from their repeats. */
const SEEN = 50;

export function isTaken({ decisions, seen = [] }: ApprovalStanding, messageId: string): boolean {
  return seen.includes(messageId) || decisions.some(({ id }) => id === messageId);
}

/** Reads what was said out of a message that the client has made from an authenticated request. */
export function toSaid(message: { readonly id: string; readonly [key: string]: JsonValue }, at: number): Said {
  const { by, roles, decision, to } = message;
  return {
    id: message.id,
    by: typeof by === 'string' ? by : '',
    roles: Array.isArray(roles) ? roles.map(String) : [],
    word: WORDS.find((word) => word === decision) ?? 'request_changes',
    to: typeof to === 'string' ? to : null,
    at,
  };
}

export const WORDS: readonly ApprovalWord[] = ['approve', 'reject', 'request_changes', 'delegate', 'withdraw'];

function toRightsUsed(
  { delegations }: ApprovalStanding,
  said: Said,
): Pick<ApprovalDecision, 'roles'> & Partial<Pick<ApprovalDecision, 'for'>> {
  const rights = rightsOf(said, delegations);
  const others = rights.map(({ by }) => by).filter((name) => name !== said.by);
  const roles = [...new Set(rights.flatMap((right) => right.roles))];
  return others.length === 0 ? { roles } : { roles, for: others };
}

function refuseWithdrawal({ decisions, delegations }: ApprovalStanding, { by }: Said): WordRefusal | null {
  if (decisions.some((decision) => decision.by === by)) return null;
  const handedOn = delegations.find((delegation) => delegation.by === by);
  if (!handedOn) return conflict(`${by} has said nothing here that could be withdrawn.`);
  const isUsed = decisions.some((decision) => decision.for?.includes(by));
  return isUsed ? conflict(`${handedOn.to} has decided with the right of ${by} already.`) : null;
}

/** One right goes to one person who has none here, once: so what is handed on is never lost, nor counted twice. */
function refuseDelegation(
  rule: ApprovalRule,
  { decisions, delegations }: ApprovalStanding,
  { by, to }: Said,
  authors: readonly string[],
): WordRefusal | null {
  if (to === null || to === by) return conflict('A right is handed to somebody else.');
  if (!rule.allowsSelf && authors.includes(to)) return forbidden(toAuthorReason(to));
  if (decisions.some((decision) => decision.by === by))
    return conflict(`${by} has decided already; the decision has to be withdrawn first.`);
  if (delegations.some((delegation) => delegation.to === by))
    return conflict(`${by} decides for somebody else here, and cannot hand that on.`);
  const hasOwn = rule.users.includes(to) || decisions.some((decision) => decision.by === to);
  if (hasOwn || delegations.some((delegation) => delegation.to === to))
    return conflict(`${to} has a say here already, and one person counts once.`);
  return null;
}

function toAuthorReason(author: string): string {
  return `${author} is the author of the work and may not decide on it.`;
}

function conflict(reason: string): WordRefusal {
  return { code: 'conflict', reason };
}

function forbidden(reason: string): WordRefusal {
  return { code: 'forbidden', reason };
}
