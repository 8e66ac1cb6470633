import type { JsonObject, JsonValue } from '../domain/json.js';
import { Duration, Timestamp } from './time.js';
import { isInt, WholeDouble, type Double, type Int } from './number.js';

/**
 * A value while an expression runs. JSON is used as it is, without a copy: a whole number is an int, any other a
 * double, a plain object a map. Only what JSON cannot say has a form of its own.
 */
export type CelValue = JsonValue | Int | Double | Uint8Array | Timestamp | Duration | TypeName | CelList | BuiltMap;

export type CelList = readonly CelValue[];

/** A map that the expression itself built. Its keys may be ints and bools, and `__proto__` is a key like any other. */
export type BuiltMap = ReadonlyMap<MapKey, CelValue>;

export type MapKey = string | number | bigint | boolean;

export type CelMap = JsonObject | BuiltMap;

/** What `type(x)` gives, and what `int`, `string` … mean where they stand alone. */
export class TypeName {
  readonly name: Kind;

  constructor(name: Kind) {
    this.name = name;
  }
}

/** Indexed by kind: the values of that kind. `number` and `any` stand for several kinds. */
export interface ValuesByKind {
  null_type: null;
  bool: boolean;
  int: Int;
  double: Double;
  string: string;
  bytes: Uint8Array;
  list: CelList;
  map: CelMap;
  timestamp: Timestamp;
  duration: Duration;
  type: TypeName;
  number: Int | Double;
  any: CelValue;
}

export type Kind = Exclude<keyof ValuesByKind, 'number' | 'any'>;

export const TYPE_NAMES: ReadonlyMap<string, TypeName> = new Map(
  (['null_type', 'bool', 'int', 'double', 'string', 'bytes', 'list', 'map', 'type'] as const).map((kind) => [
    kind,
    new TypeName(kind),
  ]),
);

export function kindOf(value: CelValue): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return isInt(value) ? 'int' : 'double';
    default:
      if (value === null) return 'null_type';
      if (isPlainObject(value)) return 'map';
      if (isList(value)) return 'list';
      if (value instanceof WholeDouble) return 'double';
      if (value instanceof Uint8Array) return 'bytes';
      if (value instanceof Timestamp) return 'timestamp';
      if (value instanceof Duration) return 'duration';
      return value instanceof TypeName ? 'type' : 'map';
  }
}

export function isKind<K extends keyof ValuesByKind>(kind: K, value: CelValue): value is ValuesByKind[K] {
  if (kind === 'any') return true;
  const actual = kindOf(value);
  return kind === 'number' ? actual === 'int' || actual === 'double' : actual === kind;
}

/** Nearly every map is one that JSON.parse made: this tells it in one step, whatever its keys are. */
export function isPlainObject(value: CelValue): value is JsonObject {
  return Object.getPrototypeOf(value) === Object.prototype;
}

export function isList(value: CelValue): value is CelList {
  return Array.isArray(value);
}

export function isMap(value: CelValue): value is CelMap {
  return kindOf(value) === 'map';
}

/** The kind in the words of error messages: `null`, `a string`, `an int`. */
export function describeKind(value: CelValue): string {
  const kind = kindOf(value);
  if (kind === 'null_type') return 'null';
  return kind === 'int' ? 'an int' : `a ${kind}`;
}
