import { z } from 'zod';
import { describeMissing, judgeApproval, mayDecide, type ApprovalRule } from '../../domain/approval.js';
import { LOCAL_PROOF } from '../../domain/actor.js';
import { toSaidEvent } from '../../domain/approval-events.js';
import { readStanding, toRule } from '../../domain/approval-log.js';
import { refuseWord, takeWord, WORDS, type Said } from '../../domain/approval-words.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { timeOutApproval } from '../approval-clock.js';
import { id, longText, name, parseInput } from '../inputs/scalars.js';
import { mayEscalate } from '../model/approval-times.js';
import { authorsOf, toApprovalRule } from '../model/gates.js';
import type { GenericTask, TaskDecision } from '../model/generic-task.js';
import { moveThrough, settleDependents } from '../settle.js';
import { readByIds, readDecisions, readDependencies, readDependents, requireTask } from '../store/generic-task-rows.js';
import { taskDecisions } from '../store/schema.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';

export const decideTaskInput = z.strictObject({
  task_id: id,
  decision: z.enum(WORDS),
  /** Of `delegate`: who decides instead. */
  to: name.optional(),
  comment: longText.optional(),
});

type Request = z.output<typeof decideTaskInput>;

/** What a decision is judged by. */
interface Approval {
  /** The gate's own, or those of everything that waits for the approval of the task. */
  readonly rules: readonly ApprovalRule[];
  readonly log: readonly TaskDecision[];
  readonly authors: readonly string[];
}

/**
 * A word on an approval gate, or on a task whose approval others wait for, by the caller as authenticated: a decision, a
 * delegation of the right to decide, or the withdrawal of either. Throws forbidden for who may not, conflict for a gate
 * that is decided, does not wait yet or has run out of time, and for what was said before.
 */
export async function decideTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace, actor } = context;
  const request = parseInput(decideTaskInput, input);
  if ((request.decision === 'delegate') !== (request.to !== undefined))
    throw new TaskwrightError('invalid_input', 'A delegation says "to" whom, and nothing else does.');
  const found = await requireTask(db.database, workspace, request.task_id);
  return changeTree(context, [found.runKey], async (change) => {
    const task = await inTime(change, await requireTask(change.tx, workspace, request.task_id));
    assertIsOpen(task);
    const approval = await readApproval(change, task);
    const said: Said = {
      id: `${actor.name} ${change.now}`,
      by: actor.name,
      roles: actor.roles,
      word: request.decision,
      to: request.to ?? null,
      at: change.now,
    };
    assertMaySay(task, approval, said);
    const log = await write(change, { task, approval, said, request });
    const after =
      task.kind === 'wait'
        ? await settleApproval(change, task, { ...approval, log }, request.comment ?? null)
        : await settleGuarded(change, task, request.decision);
    return toAnswer(after, { ...approval, log }, request.decision);
  });
}

/** What time has decided by now, also where the workflow that holds it has not come to it yet. */
async function inTime(change: TreeChange, task: GenericTask): Promise<GenericTask> {
  const isLate = task.status === 'waiting' && task.approvalDueAt !== null && task.approvalDueAt <= change.now;
  if (!isLate) return task;
  if (mayEscalate(task.approval)) return timeOutApproval(change, task);
  throw new TaskwrightError('conflict', `"${task.taskId}" has not been decided in time: it has timed out.`);
}

function assertIsOpen({ kind, status, taskId }: GenericTask): void {
  if (kind !== 'wait' || status === 'waiting') return;
  if (isTerminal(status)) throw new TaskwrightError('conflict', `"${taskId}" is decided: it is ${status}.`);
  throw new TaskwrightError('conflict', `"${taskId}" does not wait for decisions yet: it is ${status}.`, {
    hint: 'What it depends on has to complete first.',
  });
}

async function readApproval({ tx }: TreeChange, task: GenericTask): Promise<Approval> {
  const { workspace, taskId } = task;
  const log = await readDecisions(tx, workspace, [taskId]);
  if (task.kind === 'wait')
    return { rules: [toRule(task.approval)], log, authors: [...authorsOf(task), ...(await readWorkers(tx, task))] };
  const dependents = await readDependents(tx, workspace, [taskId]);
  const rules = dependents.filter(({ type }) => type === 'approval').map(toApprovalRule);
  if (rules.length > 0) return { rules, log, authors: authorsOf(task) };
  throw new TaskwrightError('conflict', `Nothing waits for an approval of "${taskId}".`, {
    hint: 'Add a dependency of the type approval on it first.',
  });
}

/** Who did the work that a gate is about: what it depends on. */
async function readWorkers(tx: TreeChange['tx'], { workspace, taskId }: GenericTask): Promise<readonly string[]> {
  const dependencies = (await readDependencies(tx, workspace, [taskId])).filter(({ type }) => type !== 'related');
  const work = await readByIds(
    tx,
    workspace,
    dependencies.map(({ prerequisiteId }) => prerequisiteId),
  );
  return work.flatMap(({ kind, assignee }) => (kind === 'wait' || assignee === null ? [] : [assignee]));
}

function assertMaySay(task: GenericTask, { rules, log, authors }: Approval, said: Said): void {
  const stood = rules.map((rule) => ({ rule, standing: readStanding(rule, log, authors) }));
  const own = stood.filter(({ rule, standing }) => mayDecide(rule, said, standing.delegations));
  const isSettled =
    own.length > 0 &&
    own.every(({ rule, standing }) => judgeApproval(rule, standing.decisions) === 'approved') &&
    said.word !== 'request_changes';
  const again = own.some(({ standing: { decisions } }) =>
    decisions.some(({ by, decision }) => by === said.by && decision === said.word),
  );
  if (isSettled && !again) throw new TaskwrightError('conflict', `"${task.taskId}" has been approved already.`);
  const refusals = (own.length > 0 ? own : stood).map(({ rule, standing }) =>
    refuseWord(rule, standing, said, authors),
  );
  const [refusal] = refusals;
  if (refusals.includes(null) || !refusal) return;
  throw new TaskwrightError(refusal.code, `"${task.taskId}": ${refusal.reason}`);
}

async function write(
  { tx, note, context }: TreeChange,
  given: { readonly task: GenericTask; readonly approval: Approval; readonly said: Said; readonly request: Request },
): Promise<readonly TaskDecision[]> {
  const { task, approval, said, request } = given;
  const { comment = null } = request;
  const word = {
    taskId: task.taskId,
    by: said.by,
    roles: said.roles,
    decision: said.word,
    comment,
    delegatedTo: said.to,
    at: said.at,
  };
  await tx.insert(taskDecisions).values({ workspace: task.workspace, ...word });
  const [rule = toRule(null)] = approval.rules;
  const standing = takeWord(readStanding(rule, approval.log, approval.authors), said);
  const { type, after } = toSaidEvent(said, standing);
  note(task, { type, after: { ...after, comment, how: context.actor.proof ?? LOCAL_PROOF }, reason: comment });
  return [...approval.log, word];
}

async function settleApproval(
  change: TreeChange,
  task: GenericTask,
  { rules, log, authors }: Approval,
  comment: string | null,
): Promise<GenericTask> {
  const [rule = toRule(null)] = rules;
  const { decisions } = readStanding(rule, log, authors);
  const verdict = judgeApproval(rule, decisions);
  if (verdict === 'open') return task;
  const counted = log.filter(({ by, at }) => decisions.some((one) => one.by === by && one.at === at));
  const outputs = { decision: verdict === 'approved' ? 'approve' : 'reject', decisions: counted.map(toView) };
  if (verdict === 'approved')
    return moveThrough(change, task, ['completed'], { reason: comment, patch: { status: 'completed', outputs } });
  const error = {
    code: 'task_failed' as const,
    message: `It was rejected${comment ? `: ${comment}` : '.'}`,
    path: task.hierarchyPath,
  };
  return moveThrough(change, task, ['failed'], { reason: comment, patch: { status: 'failed', outputs, error } });
}

/** A request for changes reopens the work; what waits for the approval is looked at again. */
async function settleGuarded(change: TreeChange, task: GenericTask, decision: string): Promise<GenericTask> {
  if (decision === 'request_changes' && (task.stage === 'review' || task.stage === 'active')) {
    if (task.stage === 'review') return moveThrough(change, task, ['active'], { reason: 'Changes were requested.' });
    return task;
  }
  await settleDependents(change, task);
  return task;
}

function toAnswer(task: GenericTask, { rules, log, authors }: Approval, decision: Request['decision']): JsonObject {
  const [rule = toRule(null)] = rules;
  const { decisions, delegations } = readStanding(rule, log, authors);
  return {
    task_id: task.taskId,
    status: task.status,
    decision,
    decisions: log.map(toView),
    still_needed: isTerminal(task.status) ? 'nobody' : describeMissing(rule, decisions, delegations),
  };
}

function toView({ by, decision, comment, delegatedTo, at }: TaskDecision): JsonObject {
  const to = delegatedTo === null ? {} : { to: delegatedTo };
  return { by, decision, comment, at: new Date(at).toISOString(), ...to };
}
