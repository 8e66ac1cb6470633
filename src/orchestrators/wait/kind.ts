import type { ApprovalRule } from '../../domain/approval.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { indexOfUnstorable } from '../../domain/storable.js';
import type { Answer, CreatedState, StateContext, TaskKind } from '../kind.js';
import { toWaiting } from './approval-steps.js';
import { fromWaitControl, type ApprovalControl } from './control.js';
import { judgeSignals, toSignalValue } from './judge-signals.js';
import { timeoutRuleOf, type Approval, type WaitTask } from './schema.js';

const MAX_CRITERIA = 1_000;

export const waitKind: TaskKind<WaitTask> = {
  kind: 'wait',
  plan(task) {
    const { timeout, field } = timeoutRuleOf(task);
    const keepsDeadline = timeout === undefined && field !== null;
    return {
      prepares: true,
      ...(task.approval ? { isApproval: true as const } : {}),
      ...(keepsDeadline ? { keepsDeadline } : {}),
    };
  },

  async createState(task, context): Promise<CreatedState> {
    const { timeout, onTimeout } = timeoutRuleOf(task);
    const timeoutMs = timeout === undefined ? null : context.toMs(timeout);
    const common = {
      timeoutAt: timeoutMs === null ? null : context.nowMs + timeoutMs,
      onTimeout: typeof onTimeout === 'string' ? onTimeout : ('task' as const),
      isClosed: false,
    };
    if (task.approval) {
      const remindEveryMs = task.approval.remind_every === undefined ? null : context.toMs(task.approval.remind_every);
      return waitForApproval({ ...common, timeoutMs, remindEveryMs }, await renderApproval(task.approval, context));
    }
    if (task.signal === undefined) {
      const until = await toDueAt(task, context);
      return {
        outcome: 'started',
        waiting: { for: 'time', until },
        control: fromWaitControl({ ...common, for: 'time', until }),
      };
    }
    const name = await renderText(task.signal, 'signal', context);
    const correlation =
      task.correlation === undefined ? null : await renderText(task.correlation, 'correlation', context);
    const processes = task.process !== undefined;
    return {
      outcome: 'started',
      waiting: { for: 'signal', name, correlation },
      control: fromWaitControl({ ...common, for: 'signal', name, processes, offered: null, isExpired: false }),
    };
  },

  async answer(task, question, context): Promise<Answer> {
    switch (question.name) {
      case 'process': {
        const [signal] = await context.signals.read(toIds(question.detail));
        if (signal) await context.writeLocals({ signal: toSignalValue(signal) });
        return { answer: {} };
      }
      case 'judge':
        return judgeSignals(task, { ids: toIds(question.detail), isEarly: isEarly(question.detail) }, context);
      case 'decided':
        return record(question.detail, context);
      default:
        throw new TaskwrightError('internal', `A wait cannot answer "${question.name}".`, { path: context.path });
    }
  },

  /** From what was consumed and not from the output, which `outputs` replaces. */
  async outputVariables(task, context) {
    const consumed = await context.signals.listConsumed();
    const last = consumed[Math.min(task.count ?? 1, consumed.length) - 1];
    return {
      signal: last ? toSignalValue(last.signal) : null,
      processed: await context.readAttachedOutput('process'),
    };
  },
};

/** Who may decide may depend on the input. */
async function renderApproval(approval: Approval, context: StateContext): Promise<Approval> {
  const toText = (text: string): Promise<string> => renderText(text, 'approval', context);
  return {
    ...approval,
    ...(approval.roles ? { roles: await Promise.all(approval.roles.map(toText)) } : {}),
    ...(approval.users ? { users: await Promise.all(approval.users.map(toText)) } : {}),
    ...(approval.escalate_to === undefined ? {} : { escalate_to: await toText(approval.escalate_to) }),
    ...(approval.criteria === undefined
      ? {}
      : { criteria: await context.render(approval.criteria, { field: 'approval' }) }),
  };
}

function waitForApproval(
  {
    remindEveryMs,
    ...common
  }: {
    readonly timeoutAt: number | null;
    readonly timeoutMs: number | null;
    readonly remindEveryMs: number | null;
    readonly onTimeout: 'fail' | 'continue' | 'escalate' | 'task';
    readonly isClosed: boolean;
  },
  approval: Approval,
): CreatedState {
  const rule: ApprovalRule = {
    roles: approval.roles ?? [],
    users: approval.users ?? [],
    quorum: approval.quorum ?? 1,
    distinct: approval.distinct ?? 'persons',
    allowsSelf: approval.allow_self ?? false,
    escalateTo: approval.escalate_to ?? null,
    isEscalated: false,
  };
  const control: ApprovalControl = {
    ...common,
    for: 'approval',
    rule,
    decisions: [],
    ...(remindEveryMs === null ? {} : { remindEveryMs }),
    ...(approval.criteria === undefined ? {} : { criteria: toPreview(approval.criteria) }),
  };
  return { outcome: 'started', waiting: toWaiting(control), control: fromWaitControl(control) };
}

/** Part of the control state, so it has to be small. */
function toPreview(criteria: JsonValue): JsonValue {
  const text = JSON.stringify(criteria);
  return text.length <= MAX_CRITERIA ? criteria : `${text.slice(0, MAX_CRITERIA)} …`;
}

/** Durations are of the author's clock, times are times. */
async function toDueAt(task: WaitTask, context: StateContext): Promise<number> {
  if (task.duration !== undefined)
    return context.nowMs + context.toMs(await renderText(task.duration, 'duration', context));
  const until = await context.render(task.until ?? null, { field: 'until' });
  const dueAt = typeof until === 'number' ? until : Date.parse(String(until));
  if (Number.isFinite(dueAt)) return dueAt;
  throw new TaskwrightError('invalid_input', `"until" is no time: ${JSON.stringify(until)?.slice(0, 80)}.`, {
    path: context.path,
    hint: 'Give an ISO 8601 time such as 2030-01-31T09:00:00Z.',
  });
}

async function renderText(text: string, field: string, context: StateContext): Promise<string> {
  const rendered = await context.render(text, { field });
  const isText = typeof rendered === 'string' || typeof rendered === 'number';
  const isStorable = isText && indexOfUnstorable(String(rendered)) === -1;
  if (isStorable) return String(rendered);
  const what = isText
    ? 'holds a NUL character or half of a surrogate pair'
    : `is ${rendered === null ? 'null' : typeof rendered}`;
  throw new TaskwrightError('invalid_input', `"${field}" must become a text, and ${what}.`, {
    path: context.path,
    hint: 'Look at the values that its expression uses.',
  });
}

async function record(detail: JsonValue, context: StateContext): Promise<Answer> {
  const { verdict, decisions } = isJsonObject(detail) ? detail : {};
  const records: JsonObject[] = [];
  for (const made of Array.isArray(decisions) ? decisions : []) {
    if (!isJsonObject(made)) continue;
    const payload = await context.readPayload(String(made['id']));
    const comment = isJsonObject(payload) ? (payload['comment'] ?? null) : null;
    records.push({
      by: made['by'] ?? null,
      decision: made['decision'] ?? null,
      comment,
      at: new Date(Number(made['at'])).toISOString(),
    });
  }
  if (verdict === 'approved') return { answer: { verdict }, output: { decision: 'approve', decisions: records } };
  const rejection = records.find((made) => made['decision'] === 'reject');
  return { answer: { verdict: 'rejected', by: rejection?.['by'] ?? null } };
}

function toIds(detail: JsonValue): string[] {
  const ids = isJsonObject(detail) ? detail['ids'] : [];
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}

function isEarly(detail: JsonValue): boolean {
  return isJsonObject(detail) && detail['isEarly'] === true;
}
