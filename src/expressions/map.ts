import { isInt, WholeDouble } from './number.js';
import type { BuiltMap, CelMap, CelValue, MapKey } from './value.js';

/** Own keys only; undefined where there is none. */
export function readKey(map: CelMap, key: MapKey): CelValue | undefined {
  if (isBuilt(map)) return map.get(key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Null for a value that no map has as a key. `2.0` finds what `2` does. */
export function toMapKey(value: CelValue): MapKey | null {
  if (typeof value === 'string' || typeof value === 'boolean' || isInt(value)) return value;
  return value instanceof WholeDouble ? value.value : null;
}

export function keysOf(map: CelMap): readonly MapKey[] {
  return isBuilt(map) ? [...map.keys()] : Object.keys(map);
}

export function isBuilt(map: CelMap): map is BuiltMap {
  return map instanceof Map;
}
