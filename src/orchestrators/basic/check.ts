import { tryParseDuration } from '../../domain/duration.js';
import type { PartProblem } from '../kind.js';
import type { BasicTask } from './schema.js';

export interface ActionRules {
  /** Has one attempt only: `retry` is an error. */
  readonly isTriedOnce?: boolean;
  /** May take long: `inline: true` is an error. */
  readonly isNeverInline?: boolean;
}

const MAX_INLINE_MS = 2_000;

/** What a basic task says about how its action runs; what it says to its action is checked with the action's schema. */
export function checkBasic(task: BasicTask, rules: ActionRules): PartProblem[] {
  return [...checkRetry(task, rules), ...(task.inline === true ? checkInline(task, rules) : [])];
}

function checkRetry(task: BasicTask, rules: ActionRules): PartProblem[] {
  if (task.retry === undefined || rules.isTriedOnce !== true) return [];
  return [
    {
      field: ['retry'],
      message: `The action ${task.action} has one attempt, so "retry" has no meaning.`,
      hint: 'Leave it out; "on_error" says what happens when it fails.',
    },
  ];
}

function checkInline(task: BasicTask, rules: ActionRules): PartProblem[] {
  if (rules.isNeverInline === true) {
    return [
      { field: ['inline'], message: `The action ${task.action} cannot run inline.`, hint: 'Leave "inline" out.' },
    ];
  }
  const problems: PartProblem[] = (['queue', 'priority', 'concurrency'] as const)
    .filter((field) => task[field] !== undefined)
    .map((field) => ({
      field: [field],
      message: `A task that runs inline has no "${field}".`,
      hint: `Leave "${field}" or "inline" out.`,
    }));
  const timeoutMs = task.timeout === undefined ? null : tryParseDuration(task.timeout);
  if (timeoutMs !== null && timeoutMs > MAX_INLINE_MS) {
    problems.push({
      field: ['timeout'],
      message: 'A task that runs inline has 2 s at most.',
      hint: 'Leave "inline" out, or shorten the timeout.',
    });
  }
  return problems;
}
