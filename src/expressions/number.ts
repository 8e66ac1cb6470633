import { fail } from './failure.js';

/** Safe integers as numbers, those beyond, up to 64 bits, as BigInt: whole JSON numbers need no conversion. */
export type Int = number | bigint;

/** Any other number as it is; a whole one is wrapped, or it would be an int. */
export type Double = number | WholeDouble;

/** A double such as `2.0`, which divides as a double. */
export class WholeDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);

export function isInt(value: unknown): value is Int {
  return Number.isSafeInteger(value) || typeof value === 'bigint';
}

export function isNumber(value: unknown): value is Int | Double {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof WholeDouble;
}

export function toDouble(value: number): Double {
  return Number.isSafeInteger(value) ? new WholeDouble(value) : value;
}

/** Fails beyond 64 bits. */
export function toInt(value: bigint): Int {
  if (value > MAX_INT || value < MIN_INT) fail('an int overflows (more than 64 bits)');
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/** The closest JavaScript number. */
export function toFloat(value: Int | Double): number {
  return value instanceof WholeDouble ? value.value : Number(value);
}

/** For positions and counts: fails on what no list or text can have. */
export function toIndex(value: Int): number {
  return typeof value === 'bigint' ? fail('a position is out of range') : value;
}

export function areNumbersEqual(left: Int | Double, right: Int | Double): boolean {
  const a = toComparable(left);
  const b = toComparable(right);
  if (typeof a === 'bigint' && typeof b === 'number') return isSameNumber(a, b);
  if (typeof a === 'number' && typeof b === 'bigint') return isSameNumber(b, a);
  return a === b;
}

function isSameNumber(int: bigint, double: number): boolean {
  return Number.isInteger(double) && BigInt(double) === int;
}

/** JavaScript compares numbers with BigInts exactly. */
export function toComparable(value: Int | Double): number | bigint {
  return value instanceof WholeDouble ? value.value : value;
}
