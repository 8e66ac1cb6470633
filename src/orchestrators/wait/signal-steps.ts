import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { Settlement } from '../../domain/outcome.js';
import type { Change, Command, Decision, TaskView } from '../orchestrator.js';
import { fromWaitControl, type SignalControl } from './control.js';
import { endInTime } from './time-steps.js';

/** Signals are judged together, or one after another where a task runs on each before. */
export function offer(control: SignalControl, change: Extract<Change, { type: 'signals-offered' }>): Decision {
  const ids = control.processes ? change.ids.slice(0, 1) : [...change.ids];
  const offered = { ids, isEarly: change.areEarly };
  const question: Command = control.processes
    ? { type: 'ask', question: 'process', detail: { ids } }
    : toJudge(offered);
  return { control: fromWaitControl({ ...control, offered }), commands: [question] };
}

/** The signal stands where the task that processes it will see it. */
export function takeProcessed(self: TaskView, control: SignalControl): Decision {
  if (control.isExpired) return endInTime(self, control);
  return { commands: [{ type: 'start-attached', id: 'process' }] };
}

export function endProcess(self: TaskView, control: SignalControl, settlement: Settlement): Decision {
  if (control.isExpired) return endInTime(self, control);
  if (settlement === 'failed') {
    const failure = self.firstFailure ?? {
      code: 'task_failed',
      message: 'Processing a signal failed.',
      path: self.path,
    };
    return { control: fromWaitControl({ ...control, isClosed: true }), commands: [{ type: 'fail', failure }] };
  }
  return { commands: control.offered ? [toJudge(control.offered)] : [] };
}

/** A signal that came in time counts, also when the time is up before it is judged. */
export function takeJudgement(self: TaskView, control: SignalControl, judgement: JsonObject): Decision {
  const settle: Command = {
    type: 'settle-signals',
    rejected: toIds(judgement['rejected']),
    consumed: toIds(judgement['consumed']),
  };
  if (judgement['isDone'] === true) {
    return {
      control: fromWaitControl({ ...control, isClosed: true }),
      commands: [settle, { type: 'complete', output: 'stored' }],
    };
  }
  const next: SignalControl = { ...control, offered: null };
  if (!control.isExpired) return { control: fromWaitControl(next), commands: [settle] };
  const ended = endInTime(self, next);
  return { ...ended, commands: [settle, ...ended.commands] };
}

function toJudge({ ids, isEarly }: NonNullable<SignalControl['offered']>): Command {
  return { type: 'ask', question: 'judge', detail: { ids: [...ids], isEarly } };
}

function toIds(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}
