import { requireTextFits, spend, type Budget } from './budget.js';
import { fail } from './failure.js';
import { isInt, isNumber, toDouble, toFloat, toInt, type Double, type Int } from './number.js';
import { addToTimestamp, Duration, Timestamp, toDurationBetween } from './time.js';
import { describeKind, isList, type CelValue } from './value.js';

/** Numbers of both kinds, texts, lists, bytes, times and durations. */
export function add(left: CelValue, right: CelValue, budget: Budget): CelValue {
  if (isNumber(left) && isNumber(right)) return addNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    requireTextFits(budget, left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) {
    spend(budget, left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    requireTextFits(budget, (left.length + right.length) * 4);
    return concatBytes(left, right);
  }
  if (left instanceof Duration) {
    if (right instanceof Duration) return new Duration(left.nanos + right.nanos);
    if (right instanceof Timestamp) return addToTimestamp(right, left.nanos);
  }
  if (left instanceof Timestamp && right instanceof Duration) return addToTimestamp(left, right.nanos);
  return refuse('+', left, right);
}

export function subtract(left: CelValue, right: CelValue): CelValue {
  if (isNumber(left) && isNumber(right)) {
    if (!isInt(left) || !isInt(right)) return toDouble(toFloat(left) - toFloat(right));
    if (typeof left === 'number' && typeof right === 'number' && Number.isSafeInteger(left - right))
      return left - right;
    return toInt(BigInt(left) - BigInt(right));
  }
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.nanos - right.nanos);
  if (left instanceof Timestamp) {
    if (right instanceof Duration) return addToTimestamp(left, -right.nanos);
    if (right instanceof Timestamp) return toDurationBetween(left, right);
  }
  return refuse('-', left, right);
}

export function multiply(left: CelValue, right: CelValue): CelValue {
  if (!isNumber(left) || !isNumber(right)) return refuse('*', left, right);
  if (!isInt(left) || !isInt(right)) return toDouble(toFloat(left) * toFloat(right));
  if (typeof left === 'number' && typeof right === 'number' && Number.isSafeInteger(left * right)) {
    return toPlus(left * right);
  }
  return toInt(BigInt(left) * BigInt(right));
}

/** Two ints truncate toward zero. */
export function divide(left: CelValue, right: CelValue): CelValue {
  if (!isNumber(left) || !isNumber(right)) return refuse('/', left, right);
  if (!isInt(left) || !isInt(right)) return toDouble(toFloat(left) / toFloat(right));
  if (right === 0) fail('it divides by zero');
  if (typeof left === 'number' && typeof right === 'number') return toPlus(Math.trunc(left / right));
  return toInt(BigInt(left) / BigInt(right));
}

/** The sign is that of the left side. */
export function remainder(left: CelValue, right: CelValue): CelValue {
  if (!isNumber(left) || !isNumber(right)) return refuse('%', left, right);
  if (!isInt(left) || !isInt(right)) return toDouble(toFloat(left) % toFloat(right));
  if (right === 0) fail('it divides by zero');
  if (typeof left === 'number' && typeof right === 'number') return toPlus(left % right);
  return toInt(BigInt(left) % BigInt(right));
}

export function negate(value: CelValue): CelValue {
  if (isInt(value)) return typeof value === 'bigint' ? toInt(-value) : toPlus(-value);
  if (isNumber(value)) return toDouble(-toFloat(value));
  if (value instanceof Duration) return new Duration(-value.nanos);
  return fail(`"-" cannot be applied to ${describeKind(value)}`);
}

/** Ints stay exact: those beyond the safe integers are BigInts. */
export function addNumbers(left: Int | Double, right: Int | Double): Int | Double {
  if (!isInt(left) || !isInt(right)) return toDouble(toFloat(left) + toFloat(right));
  if (typeof left === 'number' && typeof right === 'number' && Number.isSafeInteger(left + right)) return left + right;
  return toInt(BigInt(left) + BigInt(right));
}

export function refuse(operator: string, left: CelValue, right: CelValue): never {
  const hint =
    operator === '+' && (typeof left === 'string' || typeof right === 'string')
      ? 'Turn the other side into a text with string(...).'
      : undefined;
  return fail(`"${operator}" cannot be applied to ${describeKind(left)} and ${describeKind(right)}`, hint);
}

/** JSON has no negative zero, and an int neither. */
function toPlus(value: number): number {
  return value + 0;
}

function concatBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
