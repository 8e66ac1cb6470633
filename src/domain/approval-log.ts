import { NOTHING_SAID, type ApprovalRule, type ApprovalStanding, type ApprovalWord } from './approval.js';
import { refuseWord, takeWord } from './approval-words.js';
import { isJsonObject, type JsonValue } from './json.js';

/** Something said on an approval, as it is kept. */
export interface LoggedWord {
  readonly by: string;
  readonly roles: readonly string[];
  readonly decision: ApprovalWord;
  readonly delegatedTo: string | null;
  readonly at: number;
}

/**
 * Of everything that was said, in its order, what counts under a rule now. A request for changes drops what came before,
 * under whatever rule it was made.
 */
export function readStanding(
  rule: ApprovalRule,
  log: readonly LoggedWord[],
  authors: readonly string[],
): ApprovalStanding {
  let standing = NOTHING_SAID;
  for (const { by, roles, decision: word, delegatedTo: to, at } of log) {
    const said = { id: `${by} ${at}`, by, roles, word, to, at };
    const counts = word === 'request_changes' || refuseWord(rule, standing, said, authors) === null;
    if (counts) standing = takeWord(standing, said);
  }
  return standing;
}

/** The rule that is kept as `{ roles, users, quorum, … }`, as people have written it. */
export function toRule(approval: JsonValue): ApprovalRule {
  const given = isJsonObject(approval) ? approval : {};
  const { quorum, distinct, allow_self: allowsSelf, escalate_to: escalateTo, is_escalated: isEscalated } = given;
  return {
    roles: toTexts(given['roles']),
    users: toTexts(given['users']),
    quorum: typeof quorum === 'number' ? quorum : 1,
    distinct: distinct === 'roles' ? 'roles' : 'persons',
    allowsSelf: allowsSelf === true,
    escalateTo: typeof escalateTo === 'string' ? escalateTo : null,
    isEscalated: isEscalated === true,
  };
}

function toTexts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
