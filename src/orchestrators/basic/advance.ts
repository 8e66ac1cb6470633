import type { Failure } from '../../domain/outcome.js';
import type { ActionHost, AttemptOutcome, Decision, Orchestrator, SignalHandler, TaskView } from '../orchestrator.js';

export interface BasicSettings {
  /** `external`: nothing is executed; someone hands the result in. */
  readonly by: ActionHost | 'external';
  readonly timeoutMs?: number;
}

/** Executes one action, or waits until somebody outside completes or fails it. */
export const basicOrchestrator: Orchestrator<BasicSettings> & SignalHandler = {
  kind: 'basic',
  advance: (self, change, now) => {
    const { by } = self.settings;
    switch (change.type) {
      case 'started':
      case 'timer':
        return { commands: by === 'external' ? [] : [{ type: 'run-action', by }] };
      case 'attempt-ended':
        return settle(change.outcome, now);
      case 'message':
        return {
          control: { handedIn: change.message.id },
          commands: [{ type: 'ask', question: 'hand-in', detail: change.message }],
        };
      case 'answered':
        return { commands: [{ type: 'complete', output: 'stored' }] };
      case 'unanswered':
        return { commands: [{ type: 'fail', failure: change.failure, status: toStatus(by, change.failure) }] };
      default:
        return { commands: [] };
    }
  },

  subscription: () => null,

  awaits: (self, messageName) => messageName === 'complete' && toSettings(self).by === 'external',

  accept(self, message) {
    const handedIn = toHandedIn(self);
    if (handedIn === null || handedIn === message.id) return null;
    return { code: 'conflict', reason: 'A result was handed in already.' };
  },
};

function toSettings(self: TaskView): BasicSettings {
  return self.settings as BasicSettings;
}

function toHandedIn(self: TaskView): string | null {
  const { control } = self;
  return typeof control === 'object' &&
    control !== null &&
    'handedIn' in control &&
    typeof control.handedIn === 'string'
    ? control.handedIn
    : null;
}

/** Only of an activity a timeout is the last attempt's own; others report what they started. */
function toStatus(by: BasicSettings['by'], { code }: Failure): 'failed' | 'timed_out' {
  return by === 'activity' && code === 'timed_out' ? 'timed_out' : 'failed';
}

function settle(outcome: AttemptOutcome, now: number): Decision {
  switch (outcome.status) {
    case 'completed':
      return { commands: [{ type: 'complete', output: 'stored' }] };
    case 'skipped':
      return { commands: [{ type: 'skip' }] };
    case 'retry':
      return { commands: [{ type: 'set-timer', name: 'retry', dueAt: now + outcome.inMs }] };
    case 'failed':
    case 'timed_out':
      return { commands: [{ type: 'fail', failure: outcome.failure, status: outcome.status }] };
  }
}
