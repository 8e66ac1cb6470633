import type { Orchestrator } from '../orchestrator.js';

/** Sends its signal from an activity, which is safe to repeat, and has completed when it was delivered. */
export const signalOrchestrator: Orchestrator<null> = {
  kind: 'signal',
  advance: (_self, change, now) => {
    switch (change.type) {
      case 'started':
      case 'timer':
        return { commands: [{ type: 'run-action', by: 'queue' }] };
      case 'attempt-ended':
        if (change.outcome.status === 'completed') return { commands: [{ type: 'complete', output: 'stored' }] };
        if (change.outcome.status === 'skipped') return { commands: [{ type: 'skip' }] };
        if (change.outcome.status === 'retry')
          return { commands: [{ type: 'set-timer', name: 'retry', dueAt: now + change.outcome.inMs }] };
        return { commands: [{ type: 'fail', failure: change.outcome.failure, status: change.outcome.status }] };
      default:
        return { commands: [] };
    }
  },
};
