import type { Kind } from '../domain/kind.js';
import { aggregateOrchestrator } from '../orchestrators/aggregate/advance.js';
import { basicOrchestrator } from '../orchestrators/basic/advance.js';
import { collectionOrchestrator } from '../orchestrators/collection/advance.js';
import { compositeOrchestrator } from '../orchestrators/composite/advance.js';
import type { Orchestrator, SignalHandler } from '../orchestrators/orchestrator.js';
import { parallelOrchestrator } from '../orchestrators/parallel/advance.js';
import { routerOrchestrator } from '../orchestrators/router/advance.js';
import { signalOrchestrator } from '../orchestrators/signal/advance.js';
import { waitOrchestrator } from '../orchestrators/wait/advance.js';

/** An orchestrator of any kind; its settings are what the same kind's `plan` wrote. */
export type AnyOrchestrator = Orchestrator & Partial<SignalHandler>;

/** The sandbox side of the registry. The mapped type makes a forgotten kind a compile error. */
const BUILT_IN: { readonly [K in Kind]: unknown } = {
  basic: basicOrchestrator,
  wait: waitOrchestrator,
  signal: signalOrchestrator,
  router: routerOrchestrator,
  parallel: parallelOrchestrator,
  collection: collectionOrchestrator,
  composite: compositeOrchestrator,
  aggregate: aggregateOrchestrator,
};

const registry = new Map<string, AnyOrchestrator>(Object.entries(BUILT_IN) as [string, AnyOrchestrator][]);

/** Adds a kind of the user's own; called by the entry of the user's workflow bundle, before any run. */
export function registerOrchestrator(orchestrator: AnyOrchestrator): void {
  registry.set(orchestrator.kind, orchestrator);
}

/** Throws for a kind that nobody has registered, which fails the workflow task: a worker that knows it can go on. */
export function orchestratorOf(kind: string): AnyOrchestrator {
  const orchestrator = registry.get(kind);
  if (!orchestrator)
    throw new RangeError(`The kind "${kind}" is not registered with this worker. Pass it to createWorker({ kinds }).`);
  return orchestrator;
}
