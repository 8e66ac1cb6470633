import { spend, spendOnText, type Budget } from './budget.js';
import { Failure } from './failure.js';
import { keysOf, readKey } from './map.js';
import { areNumbersEqual, isNumber } from './number.js';
import { Duration, Timestamp } from './time.js';
import { isList, isMap, TypeName, type CelList, type CelMap, type CelValue } from './value.js';

/** How deep lists and maps may nest where an expression has to look into them. */
export const DEPTH_LIMIT = 500;

const UNITS_PER_MAP = 10;

/** Values of different kinds are unequal, except that an int may equal a double. Never an error. */
export function areEqual(left: CelValue, right: CelValue, budget: Budget, depth = 0): boolean {
  spend(budget, 1);
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  if (typeof left === 'string' || typeof right === 'string') return areTextsEqual(left, right, budget);
  if (isNumber(left)) return isNumber(right) && areNumbersEqual(left, right);
  if (left === null || right === null || typeof left === 'boolean') return left === right;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.epochMs === right.epochMs;
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof TypeName) return right instanceof TypeName && left.name === right.name;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && areBytesEqual(left, right, budget);
  if (depth > DEPTH_LIMIT) throw new Failure('it compares values that are nested too deeply', { isFinal: true });
  if (isList(left)) return isList(right) && areListsEqual(left, right, budget, depth);
  return isMap(right) && areMapsEqual(left, right, budget, depth);
}

function areTextsEqual(left: CelValue, right: CelValue, budget: Budget): boolean {
  if (typeof left !== 'string' || typeof right !== 'string' || left.length !== right.length) return false;
  spendOnText(budget, left.length);
  return left === right;
}

function areBytesEqual(left: Uint8Array, right: Uint8Array, budget: Budget): boolean {
  spend(budget, left.length);
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function areListsEqual(left: CelList, right: CelList, budget: Budget, depth: number): boolean {
  if (left.length !== right.length) return false;
  for (const [index, item] of left.entries()) {
    const other = right[index];
    if (other === undefined || !areEqual(item, other, budget, depth + 1)) return false;
  }
  return true;
}

function areMapsEqual(left: CelMap, right: CelMap, budget: Budget, depth: number): boolean {
  const keys = keysOf(left);
  spend(budget, UNITS_PER_MAP + keys.length * 2);
  if (keys.length !== keysOf(right).length) return false;
  return keys.every((key) => {
    const value = readKey(left, key);
    const other = readKey(right, key);
    return value !== undefined && other !== undefined && areEqual(value, other, budget, depth + 1);
  });
}
