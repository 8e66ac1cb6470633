import { KINDS, type Kind } from '../domain/kind.js';
import { checkAggregate } from '../orchestrators/aggregate/check.js';
import { partsOfAggregate } from '../orchestrators/aggregate/parts.js';
import { aggregateSchema } from '../orchestrators/aggregate/schema.js';
import { partsOfBasic } from '../orchestrators/basic/parts.js';
import { basicSchema } from '../orchestrators/basic/schema.js';
import { checkCollection } from '../orchestrators/collection/check.js';
import { partsOfCollection } from '../orchestrators/collection/parts.js';
import { collectionSchema } from '../orchestrators/collection/schema.js';
import { partsOfComposite } from '../orchestrators/composite/parts.js';
import { compositeSchema } from '../orchestrators/composite/schema.js';
import { checkParallel, partsOfParallel } from '../orchestrators/parallel/parts.js';
import { parallelSchema } from '../orchestrators/parallel/schema.js';
import { checkRouter } from '../orchestrators/router/check.js';
import { partsOfRouter } from '../orchestrators/router/parts.js';
import { routerSchema } from '../orchestrators/router/schema.js';
import { checkSignal } from '../orchestrators/signal/check.js';
import { partsOfSignal } from '../orchestrators/signal/parts.js';
import { signalSchema } from '../orchestrators/signal/schema.js';
import { checkWait } from '../orchestrators/wait/check.js';
import { partsOfWait } from '../orchestrators/wait/parts.js';
import { waitSchema } from '../orchestrators/wait/schema.js';
import { checkBasicAction } from './check-basic-action.js';
import type { DefinitionKind, DefinitionKinds, NamedDefinitionKind } from './definition-kind.js';

const byKind: Readonly<Record<Kind, DefinitionKind>> = {
  basic: { schema: basicSchema, parts: partsOfBasic, check: checkBasicAction },
  wait: { schema: waitSchema, parts: partsOfWait, check: checkWait },
  signal: { schema: signalSchema, parts: partsOfSignal, check: checkSignal },
  router: { schema: routerSchema, parts: partsOfRouter, check: checkRouter },
  parallel: { schema: parallelSchema, parts: partsOfParallel, check: checkParallel },
  collection: { schema: collectionSchema, parts: partsOfCollection, check: checkCollection },
  composite: { schema: compositeSchema, parts: partsOfComposite },
  aggregate: { schema: aggregateSchema, parts: partsOfAggregate, check: checkAggregate },
};

export const builtInKinds: DefinitionKinds = new Map(KINDS.map((kind) => [kind, byKind[kind]]));

/** The eight kinds and the user's own. Throws RangeError for a name that is taken. */
export function toDefinitionKinds(custom: Iterable<NamedDefinitionKind>): DefinitionKinds {
  const kinds = new Map(builtInKinds);
  for (const kind of custom) {
    if (kinds.has(kind.kind)) throw new RangeError(`There is a kind "${kind.kind}" already.`);
    kinds.set(kind.kind, kind);
  }
  return kinds;
}
