import { addNumbers } from '../arithmetic.js';
import { spend } from '../budget.js';
import { areEqual, DEPTH_LIMIT } from '../equality.js';
import { fail } from '../failure.js';
import { keysOf, readKey } from '../map.js';
import { isNumber, toIndex, WholeDouble, type Double, type Int } from '../number.js';
import { ORDERINGS } from '../ordering.js';
import { isList, type CelList, type CelValue } from '../value.js';
import { overload, type FunctionDefinition, type Resources } from './function.js';

export const COLLECTION_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'keys',
    form: 'function',
    summary: 'the keys of a map, in its order',
    overloads: [
      overload(['map'], ([map], resources) => {
        const keys = keysOf(map);
        spend(resources, keys.length);
        return keys;
      }),
    ],
  },
  {
    name: 'values',
    form: 'function',
    summary: 'the values of a map, in its order',
    overloads: [
      overload(['map'], ([map], resources) => {
        const keys = keysOf(map);
        spend(resources, keys.length);
        return keys.map((key) => readKey(map, key) ?? null);
      }),
    ],
  },
  {
    name: 'sum',
    form: 'function',
    summary: 'the sum of a list of numbers; 0 for an empty one',
    overloads: [
      overload(['list'], ([list], resources) => {
        spend(resources, list.length);
        return list.reduce<Int | Double>((total, item) => {
          if (!isNumber(item)) fail('sum() needs a list of numbers');
          return addNumbers(total, item);
        }, 0);
      }),
    ],
  },
  {
    name: 'sort',
    form: 'method',
    summary: 'a list of numbers, texts, times or durations in ascending order',
    overloads: [overload(['list'], ([list], resources) => sort(list, resources))],
  },
  {
    name: 'distinct',
    form: 'method',
    summary: 'each value once, where it first stands',
    overloads: [overload(['list'], ([list], resources) => toDistinct(list, resources))],
  },
  {
    name: 'flatten',
    form: 'method',
    summary: 'the items of the lists in a list, one level deep or `n`',
    overloads: [
      overload(['list'], ([list], resources) => flatten(list, 1, resources)),
      overload(['list', 'int'], ([list, depth], resources) => flatten(list, toIndex(depth), resources)),
    ],
  },
  {
    name: 'slice',
    form: 'method',
    summary: 'the items from a position to before another',
    overloads: [
      overload(['list', 'int', 'int'], ([list, start, end], resources) => {
        const [from, to] = [toIndex(start), toIndex(end)];
        if (from < 0 || to > list.length || from > to) fail('a position is outside the list');
        spend(resources, to - from);
        return list.slice(from, to);
      }),
    ],
  },
  {
    name: 'lists.range',
    form: 'function',
    summary: 'the ints from 0 to before `n`',
    overloads: [
      overload(['int'], ([count], resources) => {
        const length = Math.max(0, toIndex(count));
        spend(resources, length);
        return Array.from({ length }, (_, index) => index);
      }),
    ],
  },
];

function sort(list: CelList, resources: Resources): CelList {
  spend(resources, list.length);
  const isBefore = ORDERINGS['<'];
  return list.toSorted((left, right) => {
    spend(resources, 1);
    if (isBefore(left, right, resources)) return -1;
    return isBefore(right, left, resources) ? 1 : 0;
  });
}

function toDistinct(list: CelList, resources: Resources): CelList {
  const simple = new Set<CelValue>();
  const others: CelValue[] = [];
  return list.filter((item) => {
    spend(resources, 1);
    const plain = item instanceof WholeDouble ? item.value : item;
    if (isSimple(plain)) return !simple.has(plain) && simple.add(plain).size > 0;
    if (others.some((other) => areEqual(item, other, resources))) return false;
    others.push(item);
    return true;
  });
}

/** Equal to another value only where JavaScript says so: an int beyond the safe ones may equal a double. */
function isSimple(value: CelValue): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

function flatten(list: CelList, depth: number, resources: Resources): CelList {
  if (depth < 0) fail('flatten() needs a depth of 0 or more');
  const flat: CelValue[] = [];
  const append = (items: CelList, depthLeft: number) => {
    spend(resources, 5 + items.length);
    for (const item of items) {
      if (depthLeft > 0 && isList(item)) append(item, depthLeft - 1);
      else flat.push(item);
    }
  };
  append(list, Math.min(depth, DEPTH_LIMIT));
  return flat;
}
