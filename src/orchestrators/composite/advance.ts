import type { Failure } from '../../domain/outcome.js';
import type { Command, Decision, Orchestrator, TaskView } from '../orchestrator.js';

export interface CompositeSettings {
  readonly repeat?: { readonly max: number; readonly delayMs: number };
}

/**
 * Runs its children in the listed order; the first failure skips the rest, undoes what had completed, and fails it.
 * With `repeat`, a round that went well is followed by the question whether it was the last.
 */
export const compositeOrchestrator: Orchestrator<CompositeSettings> = {
  kind: 'composite',
  isOrdered: true,
  advance: (self, change, now) => {
    switch (change.type) {
      case 'started':
        return { control: { round: toRound(self) }, commands: openAfter(self, null) };
      case 'child-ready':
        return { commands: [{ type: 'start-ready', count: 1 }] };
      case 'child-ended':
        if (isStopped(self)) return { commands: [] };
        if (change.settlement === 'failed' || change.settlement === 'cancelled') return stopAtFailure(self, change.id);
        return { commands: openAfter(self, change.id) };
      case 'answered':
        if (change.question === 'compensated') return { commands: [{ type: 'fail', failure: toFailure(self) }] };
        if (change.question === 'until') return judgeRound(self, change.answer === true, now);
        return { commands: [] };
      case 'unanswered':
        return { commands: [{ type: 'fail', failure: change.failure }] };
      case 'timer':
        return beginRound(self);
      default:
        return { commands: [] };
    }
  },
};

/** The next child in order; after the last one, the end of the round. */
function openAfter(self: TaskView<CompositeSettings>, id: string | null): Command[] {
  const next = self.plan.children?.[toPlaceAfter(self, id)];
  if (next) return [{ type: 'open-children', ids: [next.id] }];
  if (self.settings.repeat) return [{ type: 'ask', question: 'until' }];
  return [{ type: 'complete', output: 'children-by-id' }];
}

/** Not by their count: some that come later may have been done before. */
function toPlaceAfter({ plan: { children = [] }, counts }: TaskView, id: string | null): number {
  if (id === null) return 0;
  if (children[counts.ended - 1]?.id === id) return counts.ended;
  return children.findIndex((child) => child.id === id) + 1;
}

function stopAtFailure(self: TaskView, id: string): Decision {
  const rest = (self.plan.children ?? []).slice(toPlaceAfter(self, id)).map((child) => child.id);
  const commands: Command[] = [];
  if (rest.length > 0) commands.push({ type: 'skip-children', ids: rest, reason: 'earlier_task_failed' });
  if (self.plan.compensates) commands.push({ type: 'compensate' });
  else commands.push({ type: 'fail', failure: toFailure(self) });
  return { control: { stopped: true }, commands };
}

function isStopped(self: TaskView): boolean {
  return typeof self.control === 'object' && self.control !== null && 'stopped' in self.control;
}

function toFailure(self: TaskView): Failure {
  return self.firstFailure ?? { code: 'task_failed', message: 'A child did not complete.', path: self.path };
}

function judgeRound(self: TaskView<CompositeSettings>, isLast: boolean, now: number): Decision {
  const { repeat } = self.settings;
  if (isLast || !repeat) return { commands: [{ type: 'complete', output: 'children-by-id' }] };
  if (toRound(self) >= repeat.max) {
    const rounds = repeat.max === 1 ? '1 round' : `${repeat.max} rounds`;
    const message = `repeat.until did not hold after ${rounds}, and repeat.max is ${repeat.max}.`;
    return { commands: [{ type: 'fail', failure: { code: 'task_failed', message, path: self.path } }] };
  }
  if (repeat.delayMs > 0) return { commands: [{ type: 'set-timer', name: 'next round', dueAt: now + repeat.delayMs }] };
  return beginRound(self);
}

function beginRound(self: TaskView<CompositeSettings>): Decision {
  const first = self.plan.children?.[0];
  const open: Command[] = first ? [{ type: 'open-children', ids: [first.id] }] : [{ type: 'ask', question: 'until' }];
  return { control: { round: toRound(self) + 1 }, commands: [{ type: 'reset-children' }, ...open] };
}

function toRound(self: TaskView): number {
  const { control } = self;
  return typeof control === 'object' && control !== null && 'round' in control && typeof control.round === 'number'
    ? control.round
    : 1;
}
