import { toDefinitionKinds } from '../definitions/built-in-kinds.js';
import type { DefinitionKinds, NamedDefinitionKind } from '../definitions/definition-kind.js';
import { KINDS, type Kind } from '../domain/kind.js';
import { aggregateKind } from '../orchestrators/aggregate/kind.js';
import { basicKind } from '../orchestrators/basic/kind.js';
import { collectionKind } from '../orchestrators/collection/kind.js';
import { compositeKind } from '../orchestrators/composite/kind.js';
import type { TaskKind } from '../orchestrators/kind.js';
import { parallelKind } from '../orchestrators/parallel/kind.js';
import { routerKind } from '../orchestrators/router/kind.js';
import { signalKind } from '../orchestrators/signal/kind.js';
import { waitKind } from '../orchestrators/wait/kind.js';

/** A kind of the user's own: both sides of what the worker has to know. Its orchestrator goes into the workflow bundle. */
export type CustomKind = TaskKind & NamedDefinitionKind;

/** The activity side of the registry: the only place that knows all kinds. */
export interface KindRegistry {
  /** Throws RangeError for a kind that nobody has registered. */
  get(kind: string): TaskKind;
  readonly definitions: DefinitionKinds;
}

/** The mapped type makes a forgotten kind a compile error. */
const BUILT_IN: { readonly [K in Kind]: TaskKind } = {
  basic: basicKind,
  wait: waitKind,
  signal: signalKind,
  router: routerKind,
  parallel: parallelKind,
  collection: collectionKind,
  composite: compositeKind,
  aggregate: aggregateKind,
};

/** The eight kinds and the user's own. Throws RangeError for a name that is taken. */
export function createKindRegistry(custom: readonly CustomKind[] = []): KindRegistry {
  const definitions = toDefinitionKinds(custom);
  const kinds = new Map<string, TaskKind>(KINDS.map((kind) => [kind, BUILT_IN[kind]]));
  for (const kind of custom) kinds.set(kind.kind, kind);
  return {
    definitions,
    get(kind) {
      const found = kinds.get(kind);
      if (!found)
        throw new RangeError(
          `The kind "${kind}" is not registered with this worker. Pass it to createWorker({ kinds }).`,
        );
      return found;
    },
  };
}
