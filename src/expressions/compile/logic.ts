import { spend } from '../budget.js';
import { Failure, fail, requireAbsorbable } from '../failure.js';
import { describeKind, type CelValue } from '../value.js';
import type { Evaluator, Frame } from './scope.js';

/** A failure that is set aside costs the engine far more than a value does. */
const UNITS_PER_FAILURE = 100;

/** The value, or the failure that may be set aside. */
export function attempt(evaluator: Evaluator, frame: Frame): CelValue | Failure {
  try {
    return evaluator(frame);
  } catch (thrown) {
    const failure = requireAbsorbable(thrown);
    spend(frame, UNITS_PER_FAILURE);
    return failure;
  }
}

export function requireBool(value: CelValue, what: string): boolean {
  return typeof value === 'boolean' ? value : fail(`${what} must be true or false, and is ${describeKind(value)}`);
}

/**
 * `||` (decided by true) and `&&` (decided by false). The side that decides does so on either side, even where the other
 * one fails: so CEL says.
 */
export function compileLogic(decisive: boolean, left: Evaluator, right: Evaluator): Evaluator {
  const operator = decisive ? '||' : '&&';
  return (frame) => {
    const first = attempt(left, frame);
    if (first === decisive) return decisive;
    if (first === !decisive) return requireBool(right(frame), `each side of "${operator}"`);
    if (attempt(right, frame) === decisive) return decisive;
    throw first instanceof Failure ? first : toNotBool(first, operator);
  };
}

function toNotBool(value: CelValue, operator: string): Failure {
  return new Failure(`each side of "${operator}" must be true or false, and one is ${describeKind(value)}`);
}

export function compileTernary(condition: Evaluator, whenTrue: Evaluator, whenFalse: Evaluator): Evaluator {
  return (frame) => (requireBool(condition(frame), 'the condition of "?:"') ? whenTrue(frame) : whenFalse(frame));
}

export function compileNot(operand: Evaluator): Evaluator {
  return (frame) => !requireBool(operand(frame), 'the side of "!"');
}
