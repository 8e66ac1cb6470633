import { acceptDecision, armReminder, decide, remind, takeVerdict } from './approval-steps.js';
import { fromWaitControl, toWaitControl, type WaitControl } from './control.js';
import { endProcess, offer, takeJudgement, takeProcessed } from './signal-steps.js';
import { armTimers, endTimeoutTask, timeOut } from './time-steps.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import type { Decision, Orchestrator, SignalHandler, TaskView } from '../orchestrator.js';

/** Ends on signals that meet its conditions, on an approval, or at a time. */
export const waitOrchestrator: Orchestrator<unknown> & SignalHandler = {
  kind: 'wait',

  advance(self, change, now) {
    const control = toWaitControl(self.control);
    switch (change.type) {
      case 'started':
        return { commands: [...armTimers(control), ...(control.for === 'approval' ? armReminder(control, now) : [])] };
      case 'timer':
        if (change.name === 'due')
          return { commands: [{ type: 'complete', output: { value: { at: new Date(now).toISOString() } } }] };
        if (change.name === 'remind') return control.for === 'approval' ? remind(control, now) : { commands: [] };
        return control.isClosed ? { commands: [] } : timeOut(self, control, now);
      case 'signals-offered':
        return control.for === 'signal' ? offer(control, change) : { commands: [] };
      case 'answered':
        return takeAnswer(self, control, { question: change.question, answer: change.answer });
      case 'unanswered':
        return {
          control: fromWaitControl({ ...control, isClosed: true }),
          commands: [{ type: 'fail', failure: change.failure }],
        };
      case 'child-ended':
        if (change.id === 'on_timeout') return endTimeoutTask(self, change.settlement);
        return control.for === 'signal' ? endProcess(self, control, change.settlement) : { commands: [] };
      case 'message':
        return control.for === 'approval' ? decide(control, change.message, now) : { commands: [] };
      default:
        return { commands: [] };
    }
  },

  subscription(self) {
    const control = toWaitControl(self.control);
    return control.for === 'signal' && !control.isClosed ? { name: control.name } : null;
  },

  awaits: (self, messageName) => messageName === 'decide' && toWaitControl(self.control).for === 'approval',

  accept(self, message, authors) {
    const control = toWaitControl(self.control);
    if (control.for !== 'approval') return { code: 'conflict', reason: 'It does not wait for a decision.' };
    return acceptDecision(control, message, authors);
  },
};

function takeAnswer(
  self: TaskView,
  control: WaitControl,
  { question, answer }: { readonly question: string; readonly answer: JsonValue },
): Decision {
  if (!isJsonObject(answer)) return { commands: [] };
  if (question === 'decided') return takeVerdict(self, answer);
  if (control.for !== 'signal') return { commands: [] };
  return question === 'process' ? takeProcessed(self, control) : takeJudgement(self, control, answer);
}
