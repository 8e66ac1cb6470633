import { TaskwrightError } from '../../../src/domain/errors.js';
import type { JsonValue } from '../../../src/domain/json.js';
import { evaluate, type Variables } from '../../../src/expressions/evaluate.js';
import { parseExpression } from '../../../src/expressions/expression.js';

export const PLACE = '/build: when';

export function run(source: string, variables: Variables = {}): JsonValue {
  return evaluate(parseExpression(source), { variables, place: PLACE });
}

/** The error that the work throws; fails the test where there is none, or one of another class. */
export function errorOf(work: () => unknown): TaskwrightError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof TaskwrightError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}

/** The reason of a failing expression, without what names it and its place, and the hint. */
export function failureOf(source: string, variables: Variables = {}): string {
  const error = errorOf(() => run(source, variables));
  const reason = error.message.slice(error.message.indexOf(' failed: ') + ' failed: '.length);
  return error.hint === undefined ? reason : `${reason} ${error.hint}`;
}
