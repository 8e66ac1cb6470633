import type { JsonObject } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { DefinitionKind, DefinitionKinds } from './definition-kind.js';
import { didYouMean, nearestTo } from './nearest.js';

export interface FoundKind {
  readonly name: string;
  readonly kind: DefinitionKind;
}

/** What says the kind of a task. */
export const DECISIVE_KEYS = ['action', 'tasks', 'kind'];

/** The keys that say the kind of a task that does not name it; of two the first. */
export const IMPLIED_KINDS: Readonly<Record<string, string>> = { action: 'basic', tasks: 'composite' };

/** The kind that a task names, or that its keys imply; else what to say about it. */
export function findKind(
  authored: JsonObject,
  kinds: DefinitionKinds,
): FoundKind | { readonly message: string; readonly hint: string; readonly field: FieldPath } {
  const named = authored.kind ?? impliedKind(authored);
  if (named === undefined) {
    const near = Object.keys(authored).find((key) => nearestTo(key, DECISIVE_KEYS) !== null);
    return {
      field: [],
      message: 'This task says neither "action" nor "tasks" nor "kind", so nobody knows what it does.',
      hint:
        near === undefined
          ? 'Add "action" (a basic task), "tasks" (one after another), or "kind".'
          : `Did you mean "${nearestTo(near, DECISIVE_KEYS)}" instead of "${near}"?`,
    };
  }
  const kind = typeof named === 'string' ? kinds.get(named) : undefined;
  if (typeof named === 'string' && kind !== undefined) return { name: named, kind };
  const names = [...kinds.keys()];
  return {
    field: ['kind'],
    message: typeof named === 'string' ? `There is no kind "${named}".` : '"kind" must be a text.',
    hint: didYouMean(typeof named === 'string' ? named : '', names, `The kinds are ${names.join(', ')}.`),
  };
}

function impliedKind(authored: JsonObject): string | undefined {
  const key = Object.keys(IMPLIED_KINDS).find((one) => Object.hasOwn(authored, one));
  return key === undefined ? undefined : IMPLIED_KINDS[key];
}
