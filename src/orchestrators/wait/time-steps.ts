import type { Settlement } from '../../domain/outcome.js';
import { toChildPath } from '../../domain/path.js';
import type { Command, Decision, TaskView } from '../orchestrator.js';
import { escalate } from './approval-steps.js';
import { fromWaitControl, type WaitControl } from './control.js';

export function armTimers(control: WaitControl): Command[] {
  const commands: Command[] = [];
  if (control.for === 'time') commands.push({ type: 'set-timer', name: 'due', dueAt: control.until });
  if (control.timeoutAt !== null) commands.push({ type: 'set-timer', name: 'timeout', dueAt: control.timeoutAt });
  return commands;
}

export function timeOut(self: TaskView, control: WaitControl, now: number): Decision {
  if (control.onTimeout === 'escalate' && control.for === 'approval' && !control.rule.isEscalated)
    return escalate(control, now);
  if (control.for === 'signal' && control.offered !== null) {
    return {
      control: fromWaitControl({ ...control, isClosed: true, isExpired: true }),
      commands: [{ type: 'cancel-children' }],
    };
  }
  return endInTime(self, control);
}

/** What `on_timeout` says, once nothing of the wait is under way. */
export function endInTime(self: TaskView, control: WaitControl): Decision {
  const closed = fromWaitControl({ ...control, isClosed: true });
  switch (control.onTimeout) {
    case 'continue':
      return { control: closed, commands: [{ type: 'complete', output: { value: { timed_out: true } } }] };
    case 'task':
      return { control: closed, commands: [{ type: 'start-attached', id: 'on_timeout' }] };
    default:
      return { control: closed, commands: [toTimeout(self)] };
  }
}

/** Only a task that completed stands in for what did not come. */
export function endTimeoutTask(self: TaskView, settlement: Settlement): Decision {
  const timeout = toTimeout(self);
  if (settlement !== 'completed') return { commands: [timeout] };
  return { commands: [{ ...timeout, handledBy: { child: toChildPath(self.path, 'on_timeout') } }] };
}

function toTimeout(self: TaskView): Command & { type: 'fail' } {
  return {
    type: 'fail',
    status: 'timed_out',
    failure: { code: 'timed_out', message: 'What it waited for did not come in time.', path: self.path },
  };
}
