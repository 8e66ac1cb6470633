import { describeMissing, judgeApproval, mayDecide, toDecision } from '../../domain/approval.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { Command, Decision, Refusal, TaskMessage, TaskView } from '../orchestrator.js';
import { fromWaitControl, type ApprovalControl } from './control.js';

export function acceptDecision(
  control: ApprovalControl,
  message: TaskMessage,
  authors: readonly string[],
): Refusal | null {
  const person = toDecision(message, 0);
  if (control.decisions.some((decision) => decision.id === person.id)) return null;
  if (control.isClosed) return { code: 'conflict', reason: 'It has been decided already.' };
  if (!mayDecide(control.rule, person)) {
    const needed = describeMissing(control.rule, control.decisions);
    return { code: 'forbidden', reason: `${person.by} may not decide here; needed: ${needed}.` };
  }
  if (!control.rule.allowsSelf && authors.includes(person.by)) {
    return { code: 'forbidden', reason: `${person.by} is the author of the work and may not decide on it.` };
  }
  const earlier = control.decisions.find((decision) => decision.by === person.by);
  if (earlier?.decision !== person.decision) return null;
  return { code: 'conflict', reason: `${person.by} has decided "${person.decision}" already.` };
}

/** Only decisions that were accepted come here. */
export function decide(control: ApprovalControl, message: TaskMessage, now: number): Decision {
  const decision = toDecision(message, now);
  if (control.decisions.some((earlier) => earlier.id === decision.id)) return { commands: [] };
  if (decision.decision === 'request_changes') {
    const next: ApprovalControl = { ...control, decisions: [] };
    return { control: fromWaitControl(next), commands: [toShown(next), { type: 'reopen-guarded' }] };
  }
  const decisions = [...control.decisions.filter((earlier) => earlier.by !== decision.by), decision];
  const verdict = judgeApproval(control.rule, decisions);
  const next: ApprovalControl = { ...control, decisions, isClosed: verdict !== 'open' };
  if (verdict === 'open') return { control: fromWaitControl(next), commands: [toShown(next)] };
  const detail = { verdict, decisions: decisions as unknown as JsonValue };
  return { control: fromWaitControl(next), commands: [{ type: 'ask', question: 'decided', detail }] };
}

/** What was decided has been written down. */
export function takeVerdict(self: TaskView, given: JsonObject): Decision {
  if (given['verdict'] === 'approved') return { commands: [{ type: 'complete', output: 'stored', isGranted: true }] };
  const by = typeof given['by'] === 'string' ? given['by'] : 'someone';
  return {
    commands: [{ type: 'fail', failure: { code: 'task_failed', message: `Rejected by ${by}.`, path: self.path } }],
  };
}

/** One decision of those it is escalated to settles it; they have as much time again. */
export function escalate(control: ApprovalControl, now: number): Decision {
  const rule = { ...control.rule, isEscalated: true };
  const timeoutAt = control.timeoutMs === null ? null : now + control.timeoutMs;
  const next: ApprovalControl = { ...control, rule, timeoutAt };
  const timer: Command[] = timeoutAt === null ? [] : [{ type: 'set-timer', name: 'timeout', dueAt: timeoutAt }];
  return { control: fromWaitControl(next), commands: [...timer, toShown(next)] };
}

function toShown(control: ApprovalControl): Command {
  const { roles, users, quorum } = control.rule;
  return {
    type: 'show-waiting',
    waiting: { for: 'approval', roles, users, quorum, stillNeeded: describeMissing(control.rule, control.decisions) },
  };
}
