import { refuse } from './arithmetic.js';
import { spendOnText, type Budget } from './budget.js';
import { isNumber, toComparable } from './number.js';
import { Duration, Timestamp } from './time.js';
import type { CelValue } from './value.js';

type Comparable = string | number | bigint | boolean;

/** `<`, `<=`, `>` and `>=` over numbers of both kinds, texts (by UTF-16 units), bools, times and durations. */
export const ORDERINGS = {
  '<': (left: CelValue, right: CelValue, budget: Budget) => compare('<', left, right, budget, (a, b) => a < b),
  '<=': (left: CelValue, right: CelValue, budget: Budget) => compare('<=', left, right, budget, (a, b) => a <= b),
  '>': (left: CelValue, right: CelValue, budget: Budget) => compare('>', left, right, budget, (a, b) => a > b),
  '>=': (left: CelValue, right: CelValue, budget: Budget) => compare('>=', left, right, budget, (a, b) => a >= b),
} as const;

type Test = (left: Comparable, right: Comparable) => boolean;

function compare(operator: string, left: CelValue, right: CelValue, budget: Budget, test: Test): boolean {
  if (isNumber(left) && isNumber(right)) return test(toComparable(left), toComparable(right));
  if (typeof left === 'string' && typeof right === 'string') {
    spendOnText(budget, Math.min(left.length, right.length));
    return test(left, right);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return test(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return test(left.epochMs, right.epochMs);
  if (left instanceof Duration && right instanceof Duration) return test(left.nanos, right.nanos);
  return refuse(operator, left, right);
}
