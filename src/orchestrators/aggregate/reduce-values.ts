import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import type { AggregateTask } from './schema.js';

type Operation = NonNullable<AggregateTask['reduce']>['op'];

/**
 * Combines a list into one value. `null` entries (children that did not complete) take no part in `sum`, `avg`, `min`,
 * `max`, `merge` and `concat`; `count`, `collect`, `first` and `last` see them. Throws task_failed for values of the
 * wrong type.
 */
export function reduceValues(op: Operation, values: readonly JsonValue[], path: string): JsonValue {
  const present = values.filter((value) => value !== null);
  switch (op) {
    case 'count':
      return values.length;
    case 'collect':
      return values;
    case 'first':
      return values[0] ?? null;
    case 'last':
      return values.at(-1) ?? null;
    case 'sum':
      return toNumbers(op, present, path).reduce((sum, value) => sum + value, 0);
    case 'avg': {
      const numbers = toNumbers(op, present, path);
      return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    }
    case 'min':
      return toExtreme(op, present, path);
    case 'max':
      return toExtreme(op, present, path);
    case 'merge':
      return Object.fromEntries(
        present.flatMap((value) => (isJsonObject(value) ? Object.entries(value) : refuse(op, 'maps', path))),
      );
    case 'concat':
      return present.every((value) => typeof value === 'string') && present.length > 0
        ? present.join('')
        : present.flatMap((value): readonly JsonValue[] =>
            Array.isArray(value) ? value : refuse(op, 'lists, or texts', path),
          );
  }
}

function toExtreme(op: 'min' | 'max', values: readonly JsonValue[], path: string): JsonValue {
  const numbers = toNumbers(op, values, path);
  if (numbers.length === 0) return null;
  return numbers.reduce((best, value) => (op === 'min' ? Math.min(best, value) : Math.max(best, value)));
}

function toNumbers(op: Operation, values: readonly JsonValue[], path: string): number[] {
  return values.map((value) => (typeof value === 'number' ? value : refuse(op, 'numbers', path)));
}

function refuse(op: Operation, wanted: string, path: string): never {
  throw new TaskwrightError('task_failed', `reduce ${op} takes ${wanted}, and found something else.`, {
    path,
    hint: 'Pick the right part of each item with reduce.value.',
  });
}
