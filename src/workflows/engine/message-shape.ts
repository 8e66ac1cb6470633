import { WORDS } from '../../domain/approval-words.js';
import { isJsonObject } from '../../domain/json.js';

const LONGEST_ID = 1_000;

const DECISIONS: readonly unknown[] = WORDS;

const OUTCOMES: readonly unknown[] = ['completed', 'failed'];

/** What is wrong with a message, as it came from outside; null where nothing is. Anybody may send anything. */
export function findShapeProblem(path: unknown, message: unknown): string | null {
  if (typeof path !== 'string' || !path.startsWith('/')) return 'A message names its task by its path, as in /build.';
  if (!isJsonObject(message)) return 'A message is an object.';
  if (!isText(message['id'])) return 'A message has an id.';
  if (!isText(message['by'])) return 'A message says by whom it is.';
  switch (message['name']) {
    case 'decide':
      return findDecisionProblem(message);
    case 'complete':
      return OUTCOMES.includes(message['outcome']) ? null : 'A result is completed or failed.';
    default:
      return 'A message is a decision or a result.';
  }
}

function findDecisionProblem(message: { readonly [key: string]: unknown }): string | null {
  if (!DECISIONS.includes(message['decision']))
    return 'A decision is approve, reject, request_changes, delegate or withdraw.';
  if (message['decision'] === 'delegate' && !isText(message['to'])) return 'A delegation says to whom.';
  const { roles } = message;
  const areTexts = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  return areTexts ? null : 'A decision lists the roles of the person.';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID;
}
