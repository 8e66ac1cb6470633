import type { Orchestrator } from '../orchestrator.js';

/** Its value is computed as it starts, so nothing is left to decide. */
export const aggregateOrchestrator: Orchestrator<null> = {
  kind: 'aggregate',
  advance: () => ({ commands: [] }),
};
