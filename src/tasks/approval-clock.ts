import { toIso } from '../domain/iso-time.js';
import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { describeMissing } from '../domain/approval.js';
import { readStanding, toRule } from '../domain/approval-log.js';
import type { JsonObject } from '../domain/json.js';
import { mayEscalate, toApprovalTimes } from './model/approval-times.js';
import type { GenericTask } from './model/generic-task.js';
import { moveThrough } from './settle.js';
import { readDecisions, readTasks } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';
import type { TreeChange } from './tree-change.js';

/** Ends or escalates the approvals of a tree whose time is up, and says of the others again who is needed. */
export async function settleApprovalTimes(change: TreeChange, runKey: string): Promise<void> {
  const { tx, context, now } = change;
  await armOlder(change, runKey);
  const waiting = and(eq(genericTasks.runKey, runKey), eq(genericTasks.status, 'waiting'));
  const isDue = and(waiting, lte(genericTasks.approvalDueAt, now));
  for (const gate of await readTasks(tx, context.workspace, isDue)) await timeOutApproval(change, gate);
  const wantsReminder = and(waiting, lte(genericTasks.remindAt, now));
  for (const gate of await readTasks(tx, context.workspace, wantsReminder)) await remind(change, gate);
}

/** Those that began to wait before their times were kept. */
async function armOlder({ tx, context, now }: TreeChange, runKey: string): Promise<void> {
  const isUntimed = and(
    eq(genericTasks.runKey, runKey),
    eq(genericTasks.status, 'waiting'),
    isNull(genericTasks.approvalDueAt),
    isNull(genericTasks.remindAt),
    sql`${genericTasks.approval} ~ '"(timeout|remind_every)"'`,
  );
  for (const { workspace, taskId, approval } of await readTasks(tx, context.workspace, isUntimed)) {
    await tx
      .update(genericTasks)
      .set(toApprovalTimes(approval, { now, timeScale: context.timeScale }))
      .where(and(eq(genericTasks.workspace, workspace), eq(genericTasks.taskId, taskId)));
  }
}

/** One decision of those it is escalated to settles it, and they have as much time again; else it ends. */
export async function timeOutApproval(change: TreeChange, gate: GenericTask): Promise<GenericTask> {
  if (!mayEscalate(gate.approval)) return endInTime(change, gate);
  const approval = { ...gate.approval, is_escalated: true };
  const { approvalDueAt } = toApprovalTimes(approval, { now: change.now, timeScale: change.context.timeScale });
  const escalated = { ...gate, approval, approvalDueAt };
  const after = { ...(await toAsked(change, escalated)), escalatedTo: toRule(approval).escalateTo };
  return change.save(gate, { approval, approvalDueAt }, { type: 'approval.escalated', after });
}

async function endInTime(change: TreeChange, gate: GenericTask): Promise<GenericTask> {
  const message = 'Nobody has decided it in time.';
  return moveThrough(change, gate, ['failed'], {
    reason: message,
    patch: { status: 'timed_out', error: { code: 'timed_out', message, path: gate.hierarchyPath } },
  });
}

async function remind(change: TreeChange, gate: GenericTask): Promise<void> {
  const { remindAt } = toApprovalTimes(gate.approval, { now: change.now, timeScale: change.context.timeScale });
  await change.save(gate, { remindAt }, { type: 'approval.reminded', after: await toAsked(change, gate) });
}

/** Of whom something is wanted, for those who pass it on. */
async function toAsked({ tx }: TreeChange, gate: GenericTask): Promise<JsonObject> {
  const rule = toRule(gate.approval);
  const log = await readDecisions(tx, gate.workspace, [gate.taskId]);
  const { decisions, delegations } = readStanding(rule, log, []);
  return {
    roles: rule.roles,
    users: rule.users,
    stillNeeded: describeMissing(rule, decisions, delegations),
    timeoutAt: toIso(gate.approvalDueAt),
  };
}
