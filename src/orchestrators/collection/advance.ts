import { advanceFan, type FanSettings } from '../fan.js';
import type { Orchestrator } from '../orchestrator.js';

export interface CollectionSettings extends FanSettings {
  readonly isSequential: boolean;
}

/** Runs one child an item, together or one after another, and settles by its strategy. */
export const collectionOrchestrator: Orchestrator<CollectionSettings> = {
  kind: 'collection',
  advance: (self, change) => {
    const { total, ended } = self.counts;
    const next = self.settings.isSequential ? Math.min(ended + 1, total) : total;
    const first = change.type === 'started' ? 0 : self.settings.isSequential ? ended : total;
    return advanceFan({
      self,
      change,
      // One that is done again waits for the one whose turn it is.
      settings: self.settings.isSequential ? { ...self.settings, maxConcurrency: 1 } : self.settings,
      open: () => Array.from({ length: Math.max(0, next - first) }, (_, offset) => String(first + offset)),
    });
  },
};
