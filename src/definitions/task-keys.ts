import type { JsonObject } from '../domain/json.js';
import { taskFields } from '../orchestrators/task-fields.js';
import type { DefinitionKind, DefinitionKinds } from './definition-kind.js';
import { type FieldProblem, toUnknownKey } from './field-problems.js';
import { DECISIVE_KEYS, type FoundKind } from './find-kind.js';
import { nearestTo } from './nearest.js';

/** A task's fields apart: those that every task has, and those of its kind. Unknown keys are in neither. */
export function divideKeys(
  authored: JsonObject,
  kind: DefinitionKind,
  headKeys: readonly string[],
): { base: JsonObject; own: JsonObject } {
  const entries = Object.entries(authored).filter(([key]) => !headKeys.includes(key));
  const isOwn = (key: string): boolean => Object.hasOwn(kind.schema.shape, key);
  return {
    base: Object.fromEntries(entries.filter(([key]) => !isOwn(key) && Object.hasOwn(taskFields.shape, key))),
    own: Object.fromEntries(entries.filter(([key]) => isOwn(key))),
  };
}

export function findUnknownKeys(
  authored: JsonObject,
  { name, kind }: FoundKind,
  headKeys: readonly string[],
  kinds: DefinitionKinds,
): FieldProblem[] {
  const isKnown = (key: string): boolean =>
    Object.hasOwn(kind.schema.shape, key) || Object.hasOwn(taskFields.shape, key) || headKeys.includes(key);
  return Object.keys(authored)
    .filter((key) => !isKnown(key))
    .map((key) => {
      const owners = [...kinds].filter(([, other]) => Object.hasOwn(other.schema.shape, key)).map(([owner]) => owner);
      if (owners.length > 0) {
        return {
          field: [key],
          at: 'key',
          reason: 'unknown-key',
          message: `"${key}" is not a key of the kind ${name}.`,
          hint: `It belongs to ${owners.join(', ')}; leave it out, or change "kind".`,
        };
      }
      const known = [...Object.keys(kind.schema.shape), ...Object.keys(taskFields.shape), ...headKeys];
      return toUnknownKey([key], known, 'Leave it out; free data can stand under "attributes".');
    });
}

/** Of a task whose kind is not known: the keys that no task has, whatever its kind. */
export function findKeysOfNoKind(
  authored: JsonObject,
  headKeys: readonly string[],
  kinds: DefinitionKinds,
): FieldProblem[] {
  const known = [
    ...new Set([
      ...[...kinds.values()].flatMap(({ schema }) => Object.keys(schema.shape)),
      ...Object.keys(taskFields.shape),
      ...headKeys,
    ]),
  ];
  return Object.keys(authored)
    .filter((key) => !known.includes(key) && nearestTo(key, DECISIVE_KEYS) === null)
    .map((key) => toUnknownKey([key], known, 'Leave it out; free data can stand under "attributes".'));
}
