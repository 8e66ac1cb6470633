import { z } from 'zod';
import { describeMissing, judgeApproval, mayDecide, type ApprovalRule } from '../../domain/approval.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import { countedDecisions, isAuthor, toApprovalRule } from '../model/gates.js';
import type { GenericTask } from '../model/generic-task.js';
import { moveThrough, settleDependents } from '../settle.js';
import { readDecisions, readDependents, requireTask } from '../store/generic-task-rows.js';
import { taskDecisions } from '../store/schema.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';

export const decideTaskInput = z.strictObject({
  task_id: id,
  decision: z.enum(['approve', 'reject', 'request_changes']),
  comment: longText.optional(),
});

/**
 * A word on an approval gate, or on a task whose approval others wait for, by the caller as authenticated. Throws
 * forbidden for who may not, conflict for a gate that is decided or does not wait yet, and for a decision made before.
 */
export async function decideTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace, actor } = context;
  const request = parseInput(decideTaskInput, input);
  const found = await requireTask(db.database, workspace, request.task_id);
  return changeTree(context, [found.runKey], async (change) => {
    const task = await requireTask(change.tx, workspace, request.task_id);
    const rules = await listRules(change, task);
    assertMayDecide(task, rules, actor);
    const before = await readDecisions(change.tx, workspace, [task.taskId]);
    const own = rules.flatMap((rule) => countedDecisions(rule, task, before)).findLast(({ by }) => by === actor.name);
    if (own?.decision === request.decision) {
      throw new TaskwrightError('conflict', `${actor.name} has decided "${task.taskId}" already: ${own.decision}.`);
    }
    const { decision, comment = null } = request;
    await change.tx.insert(taskDecisions).values({
      workspace,
      taskId: task.taskId,
      by: actor.name,
      roles: actor.roles,
      decision,
      comment,
      at: change.now,
    });
    change.note(task, { type: `decision.${decision}`, after: { by: actor.name, comment }, reason: comment });
    const decisions = await readDecisions(change.tx, workspace, [task.taskId]);
    const after =
      task.kind === 'wait'
        ? await settleApproval(change, task, decisions, comment)
        : await settleGuarded(change, task, decision);
    const [rule] = rules;
    const counted = rule ? countedDecisions(rule, after, decisions) : [];
    return {
      task_id: task.taskId,
      status: after.status,
      decision,
      decisions: decisions.map(({ by, decision: word, comment: said, at }) => ({
        by,
        decision: word,
        comment: said,
        at: new Date(at).toISOString(),
      })),
      still_needed: rule === undefined || isTerminal(after.status) ? 'nobody' : describeMissing(rule, counted),
    };
  });
}

/** Of the gate itself, or of everything that waits for the approval of this task. */
async function listRules(change: TreeChange, task: GenericTask): Promise<readonly ApprovalRule[]> {
  if (task.kind === 'wait') return [toGateRule(task.approval ?? {})];
  const dependents = await readDependents(change.tx, task.workspace, [task.taskId]);
  const rules = dependents.filter(({ type }) => type === 'approval').map(toApprovalRule);
  if (rules.length > 0) return rules;
  throw new TaskwrightError('conflict', `Nothing waits for an approval of "${task.taskId}".`, {
    hint: 'Add a dependency of the type approval on it first.',
  });
}

export function toGateRule(approval: JsonObject): ApprovalRule {
  const texts = (value: JsonValue | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  const { quorum, distinct, allow_self: allowsSelf, escalate_to: escalateTo, is_escalated: isEscalated } = approval;
  return {
    roles: texts(approval['roles']),
    users: texts(approval['users']),
    quorum: typeof quorum === 'number' ? quorum : 1,
    distinct: distinct === 'roles' ? 'roles' : 'persons',
    allowsSelf: allowsSelf === true,
    escalateTo: typeof escalateTo === 'string' ? escalateTo : null,
    isEscalated: isEscalated === true,
  };
}

function assertMayDecide(
  task: GenericTask,
  rules: readonly ApprovalRule[],
  actor: { readonly name: string; readonly roles: readonly string[] },
): void {
  if (isTerminal(task.status) && task.kind === 'wait') {
    throw new TaskwrightError('conflict', `"${task.taskId}" is decided: it is ${task.status}.`);
  }
  if (task.kind === 'wait' && task.status !== 'waiting') {
    throw new TaskwrightError('conflict', `"${task.taskId}" does not wait for decisions yet: it is ${task.status}.`, {
      hint: 'What it depends on has to complete first.',
    });
  }
  const person = { by: actor.name, roles: actor.roles };
  const allowed = rules.filter((rule) => mayDecide(rule, person));
  if (allowed.length === 0) {
    const whom = rules.flatMap((rule) => [...rule.roles, ...rule.users]).join(', ');
    throw new TaskwrightError('forbidden', `${actor.name} may not decide "${task.taskId}".`, {
      hint: `It needs ${whom}.`,
    });
  }
  if (allowed.every((rule) => !rule.allowsSelf && isAuthor(task, actor.name))) {
    throw new TaskwrightError('forbidden', `${actor.name} is the author of "${task.taskId}" and may not decide it.`, {
      hint: 'Somebody else has to.',
    });
  }
}

async function settleApproval(
  change: TreeChange,
  task: GenericTask,
  decisions: Parameters<typeof countedDecisions>[2],
  comment: string | null,
): Promise<GenericTask> {
  const rule = toGateRule(isJsonObject(task.approval) ? task.approval : {});
  const verdict = judgeApproval(rule, countedDecisions(rule, task, decisions));
  if (verdict === 'open') return task;
  const outputs = {
    decision: verdict,
    decisions: decisions.map(({ by, decision, comment: said, at }) => ({
      by,
      decision,
      comment: said,
      at: new Date(at).toISOString(),
    })),
  };
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
