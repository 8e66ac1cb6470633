import { toIso } from '../../domain/iso-time.js';
import { describeMissing, describeStanding, judgeApproval } from '../../domain/approval.js';
import { isTaken, refuseWord, takeWord, toSaid } from '../../domain/approval-words.js';
import { toSaidEvent } from '../../domain/approval-events.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { WaitingForApproval } from '../../domain/waiting.js';
import type { Command, Decision, Refusal, TaskMessage, TaskView } from '../orchestrator.js';
import { fromWaitControl, toStanding, type ApprovalControl } from './control.js';

export function acceptDecision(
  control: ApprovalControl,
  message: TaskMessage,
  authors: readonly string[],
): Refusal | null {
  const standing = toStanding(control);
  if (isTaken(standing, message.id)) return null;
  if (control.isClosed) return { code: 'conflict', reason: 'It has been decided already.' };
  return refuseWord(control.rule, standing, toSaid(message, 0), authors);
}

/** Only what was accepted comes here: decisions, delegations and withdrawals. */
export function decide(control: ApprovalControl, message: TaskMessage, now: number): Decision {
  const standing = toStanding(control);
  if (isTaken(standing, message.id)) return { commands: [] };
  const said = toSaid(message, now);
  const next: ApprovalControl = { ...control, ...takeWord(standing, said) };
  const record: Command = { type: 'record', event: toSaidEvent(said, next) };
  if (said.word === 'request_changes') {
    return { control: fromWaitControl(next), commands: [record, toShown(next), { type: 'reopen-guarded' }] };
  }
  const verdict = judgeApproval(control.rule, next.decisions);
  if (verdict === 'open') return { control: fromWaitControl(next), commands: [record, toShown(next)] };
  const detail = { verdict, decisions: next.decisions as unknown as JsonValue };
  const closed: ApprovalControl = { ...next, isClosed: true };
  return { control: fromWaitControl(closed), commands: [record, { type: 'ask', question: 'decided', detail }] };
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
  const after = { ...toAsked(next), escalatedTo: rule.escalateTo };
  return {
    control: fromWaitControl(next),
    commands: [...timer, { type: 'record', event: { type: 'approval.escalated', by: null, after } }, toShown(next)],
  };
}

/** Says once more who is needed, and when it will say so again. */
export function remind(control: ApprovalControl, now: number): Decision {
  if (control.isClosed) return { commands: [] };
  return {
    commands: [
      { type: 'record', event: { type: 'approval.reminded', by: null, after: toAsked(control) } },
      ...armReminder(control, now),
    ],
  };
}

export function armReminder({ remindEveryMs }: ApprovalControl, now: number): Command[] {
  return remindEveryMs === undefined ? [] : [{ type: 'set-timer', name: 'remind', dueAt: now + remindEveryMs }];
}

/** What people see of an approval that waits. */
export function toWaiting(control: ApprovalControl): WaitingForApproval {
  const { rule, timeoutAt, criteria } = control;
  const { roles, users, quorum } = rule;
  const { decisions, delegations = [] } = control;
  return {
    for: 'approval',
    roles,
    users,
    quorum,
    stillNeeded: describeMissing(rule, decisions, delegations),
    ...describeStanding({ decisions, delegations }),
    timeoutAt: toIso(timeoutAt),
    ...(rule.isEscalated && rule.escalateTo !== null ? { escalatedTo: rule.escalateTo } : {}),
    ...(criteria === undefined ? {} : { criteria }),
  };
}

function toShown(control: ApprovalControl): Command {
  return { type: 'show-waiting', waiting: toWaiting(control) };
}

/** Of whom something is wanted, for those who pass it on. */
function toAsked(control: ApprovalControl): JsonObject {
  const { roles, users, stillNeeded, timeoutAt } = toWaiting(control);
  return { roles, users, stillNeeded, timeoutAt: timeoutAt ?? null };
}
