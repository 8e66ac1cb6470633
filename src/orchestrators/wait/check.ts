import { tryParseDuration } from '../../domain/duration.js';
import { hasTemplate } from '../authored-values.js';
import type { PartProblem } from '../kind.js';
import { type Approval, timeoutRuleOf, type WaitTask } from './schema.js';

const SOURCES = ['signal', 'approval', 'duration', 'until'] as const;

const SIGNAL_ONLY = ['accept', 'count', 'distinct', 'correlation', 'process'] as const;

export function checkWait(task: WaitTask): PartProblem[] {
  const sources = SOURCES.filter((source) => task[source] !== undefined);
  if (sources.length !== 1) return [toSourceProblem(sources)];
  return [
    ...checkSignalOnly(task),
    ...checkTimeout(task),
    ...(task.approval === undefined ? [] : checkApproval(task.approval)),
  ];
}

function toSourceProblem(sources: readonly string[]): PartProblem {
  const second = sources[1];
  return {
    field: second === undefined ? [] : [second],
    message:
      second === undefined
        ? 'A wait needs one of "signal", "approval", "duration" and "until".'
        : `A wait has one of ${SOURCES.map((source) => `"${source}"`).join(', ')}; here are ${sources.join(' and ')}.`,
    hint: 'Say what it waits for, once; for several things at once use a parallel with the strategy race.',
  };
}

function checkSignalOnly(task: WaitTask): PartProblem[] {
  if (task.signal !== undefined) return [];
  return SIGNAL_ONLY.filter((field) => task[field] !== undefined).map((field) => ({
    field: [field],
    message: `"${field}" belongs to a wait for a signal.`,
    hint: 'Add "signal", or leave it out.',
  }));
}

function checkTimeout(task: WaitTask): PartProblem[] {
  const problems: PartProblem[] = [];
  for (const field of ['timeout', 'on_timeout'] as const) {
    if (task[field] === undefined || task.approval?.[field] === undefined) continue;
    problems.push({
      field: ['approval', field],
      message: `"${field}" stands both in the approval and beside it.`,
      hint: 'Write it once.',
    });
  }
  const { timeout, onTimeout, field } = timeoutRuleOf(task);
  if (onTimeout !== 'escalate' && task.approval?.escalate_to !== undefined) problems.push(toIdleEscalation());
  if (field === null) return problems;
  if (timeout === undefined && task.deadline === undefined) {
    problems.push({
      field,
      message: '"on_timeout" never happens without a "timeout".',
      hint: 'Add "timeout", as in "timeout: 2h".',
    });
  }
  if (onTimeout === 'escalate' && task.approval === undefined) {
    problems.push({
      field,
      message: 'Only an approval can escalate.',
      hint: 'Write "fail", "continue", or a task.',
    });
  }
  if (onTimeout === 'escalate' && task.approval !== undefined && task.approval.escalate_to === undefined) {
    problems.push({
      field,
      message: 'An approval that escalates needs "escalate_to".',
      hint: 'Name the role or person whose decision settles it then.',
    });
  }
  return problems;
}

function toIdleEscalation(): PartProblem {
  return {
    field: ['approval', 'escalate_to'],
    message: '"escalate_to" has no meaning without "on_timeout: escalate".',
    hint: 'Add "timeout" and "on_timeout: escalate", or leave it out.',
  };
}

/** Each reminder is an event, and goes out to people. */
const SHORTEST_REMINDER_MS = 1_000;

function checkApproval(approval: Approval): PartProblem[] {
  const problems: PartProblem[] = [];
  const remindEveryMs = approval.remind_every === undefined ? null : tryParseDuration(approval.remind_every);
  if (remindEveryMs !== null && remindEveryMs < SHORTEST_REMINDER_MS) {
    problems.push({
      field: ['approval', 'remind_every'],
      message: 'Nobody can be reminded more often than each second.',
      hint: 'Write "1d", or whatever people put up with.',
    });
  }
  const quorum = approval.quorum ?? 1;
  const roles = new Set(approval.roles);
  const users = new Set(approval.users);
  if (approval.distinct === 'roles' && roles.size === 0) {
    problems.push({
      field: ['approval', 'distinct'],
      message: '"distinct: roles" needs "roles".',
      hint: 'List the roles, each of which counts once.',
    });
  } else if (approval.distinct === 'roles' && quorum > roles.size) {
    problems.push(toUnreachable(quorum, roles.size, 'role'));
  } else if (roles.size === 0 && users.size > 0 && quorum > users.size && !approval.users?.some(hasTemplate)) {
    problems.push(toUnreachable(quorum, users.size, 'person'));
  }
  return problems;
}

function toUnreachable(quorum: number, count: number, noun: string): PartProblem {
  return {
    field: ['approval', 'quorum'],
    message: `The quorum ${quorum} cannot be reached: ${count} ${noun}${count === 1 ? ' is' : 's are'} listed.`,
    hint: `Write at most ${count}, or list more.`,
  };
}
