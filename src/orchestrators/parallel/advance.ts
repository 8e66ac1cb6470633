import { advanceFan, type FanSettings } from '../fan.js';
import type { Orchestrator } from '../orchestrator.js';

/** Starts its children together, each when its needs are met, and settles by its strategy. */
export const parallelOrchestrator: Orchestrator<FanSettings> = {
  kind: 'parallel',
  advance: (self, change) =>
    advanceFan({
      self,
      change,
      settings: self.settings,
      open: () => (change.type === 'started' ? (self.plan.children ?? []).map((child) => child.id) : []),
    }),
};
