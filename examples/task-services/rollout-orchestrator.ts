import type { Command, Orchestrator, TaskView } from 'taskwright/workflow';

export interface RolloutSettings {
  readonly pauseMs: number;
}

/** Decides for the kind "rollout". It runs in the workflow: no clock, no chance, nothing asynchronous. */
export const rolloutOrchestrator: Orchestrator<RolloutSettings> = {
  kind: 'rollout',
  advance(self, change, now) {
    switch (change.type) {
      case 'started':
      case 'timer':
        return { commands: [openStep(self)] };
      case 'child-ready':
        return { commands: [{ type: 'start-ready', count: 1 }] };
      case 'child-ended':
        if (change.settlement !== 'completed' && change.settlement !== 'skipped') return { commands: stop(self) };
        if (self.counts.ended === self.counts.total)
          return { commands: [{ type: 'complete', output: 'children-in-order' }] };
        if (self.settings.pauseMs === 0) return { commands: [openStep(self)] };
        return { commands: [{ type: 'set-timer', name: 'next step', dueAt: now + self.settings.pauseMs }] };
      default:
        return { commands: [] };
    }
  },
};

function openStep({ counts }: TaskView): Command {
  return { type: 'open-children', ids: [String(counts.ended)] };
}

/** The steps that were not taken are skipped. */
function stop({ counts, firstFailure, path }: TaskView): Command[] {
  const rest = Array.from({ length: counts.total - counts.ended }, (_, index) => String(counts.ended + index));
  const failure = firstFailure ?? { code: 'task_failed', message: 'A step did not complete.', path };
  return [
    { type: 'skip-children', ids: rest, reason: 'earlier_task_failed' },
    { type: 'fail', failure },
  ];
}
