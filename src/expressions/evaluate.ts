import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { COST_LIMIT } from './budget.js';
import type { Frame, Variables } from './compile/scope.js';
import type { Expression } from './expression.js';
import { Failure } from './failure.js';
import { measureJson, toJsonValue, type JsonMeter } from './json-value.js';
import { shorten } from './problem.js';
import { describeKind } from './value.js';

export type { Variables } from './compile/scope.js';

/** What an expression sees, and where it stands. */
export interface Scope {
  readonly variables: Variables;
  /** For the error: the task and the field, such as `/build/compile: with.url`. */
  readonly place: string;
}

/**
 * The value of the expression as JSON. Deterministic; cost, size and depth are limited. Parts of the variables are
 * returned as they are, not copied. Throws TaskwrightError `invalid_input`, which names the expression, the place and
 * the reason, and holds no data but names of keys.
 */
export function evaluate(expression: Expression, scope: Scope): JsonValue {
  return evaluateMeasured(expression, scope, null);
}

/** For the fields that decide: anything but true and false is an error. */
export function evaluateCondition(expression: Expression, scope: Scope): boolean {
  const value = evaluate(expression, scope);
  if (typeof value === 'boolean') return value;
  throw toEvaluationError(expression, scope, new Failure(`it must be true or false, and is ${describeKind(value)}`));
}

/** The meter, where there is one, counts this result together with others. */
export function evaluateMeasured(expression: Expression, scope: Scope, meter: JsonMeter | null): JsonValue {
  try {
    const frame: Frame = { variables: scope.variables, locals: [], left: COST_LIMIT, patterns: new Map() };
    const result = toJsonValue(expression.run(frame), frame);
    if (meter) meter.add(result);
    else if (!expression.isPath && typeof result === 'object') measureJson(result);
    return result;
  } catch (thrown) {
    throw toEvaluationError(expression, scope, thrown);
  }
}

/** Other errors, such as those of a variable that is loaded when it is read, are passed on. */
export function toEvaluationError(expression: Expression, scope: Scope, thrown: unknown): unknown {
  const failure = thrown instanceof RangeError ? new Failure('it is too large to evaluate') : thrown;
  if (!(failure instanceof Failure)) return thrown;
  const message = `Expression "${shorten(expression.source)}" at ${scope.place} failed: ${failure.reason}.`;
  return new TaskwrightError('invalid_input', message, failure.hint === undefined ? {} : { hint: failure.hint });
}
