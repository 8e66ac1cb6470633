import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import {
  condition,
  duration,
  durationOrTemplate,
  expression,
  jsonValue,
  label,
  optional,
  signalName,
  templateText,
  timeOrTemplate,
  wholeNumber,
} from '../authored-values.js';
import { childTask, childTaskOrTasks } from '../child-task.js';
import type { FieldPath } from '../kind.js';
import type { AuthoredTaskFields } from '../task-fields.js';

const onTimeout = z.union([z.enum(['fail', 'continue', 'escalate']), childTask], {
  error: 'must be "fail", "continue", "escalate" (approvals only) or a task',
});

const ON_TIMEOUT_HELP =
  'What happens then: fail (default), continue, escalate (approvals only), or a task that takes over.';

const approval = z.strictObject({
  roles: optional(z.array(label).min(1)).describe('Who decides: persons who hold any of these roles.'),
  users: optional(z.array(label).min(1)).describe('Who decides: these persons.'),
  quorum: optional(wholeNumber(1, 1_000)).describe('How many different persons have to approve; 1 unless said.'),
  distinct: optional(z.enum(['persons', 'roles'])).describe(
    'What the quorum counts: different persons (default), or each listed role once.',
  ),
  allow_self: optional(z.boolean()).describe('Whether the author of the work may approve it; false unless said.'),
  timeout: optional(duration).describe('How long it waits.'),
  on_timeout: optional(onTimeout).describe(ON_TIMEOUT_HELP),
  escalate_to: optional(label).describe('With on_timeout: escalate, the role or person whose one decision settles it.'),
  remind_every: optional(duration).describe('How often those who still have to decide are reminded.'),
  criteria: optional(jsonValue).describe('What to look at; shown to those who decide.'),
});

export const waitSchema = z
  .strictObject({
    signal: optional(signalName).describe('Waits for a signal of this name.'),
    accept: optional(condition).describe('A condition over "signal" (and "processed"); only such a signal counts.'),
    count: optional(wholeNumber(1, 10_000)).describe('How many signals it takes; 1 unless said.'),
    distinct: optional(expression).describe('A value of the signal; two signals with the same value count once.'),
    correlation: optional(templateText).describe('A key by which signals from outside find this wait.'),
    process: optional(childTaskOrTasks).describe(
      'A task that runs on each signal before "accept" is judged; its output is "processed".',
    ),
    approval: optional(approval).describe('Waits for people to decide.'),
    duration: optional(durationOrTemplate).describe('Waits this long, as in 90s.'),
    until: optional(timeOrTemplate).describe('Waits until this time, such as 2030-01-31T09:00:00Z.'),
    on_timeout: optional(onTimeout).describe(ON_TIMEOUT_HELP),
  })
  .meta({ oneOf: ['signal', 'approval', 'duration', 'until'].map((field) => ({ required: [field] })) });

export interface WaitTask extends TaskDefinition, z.output<typeof waitSchema> {
  readonly kind: 'wait';
}

export type Approval = z.output<typeof approval>;

export interface AuthoredWaitTask extends AuthoredTaskFields, z.input<typeof waitSchema> {
  kind: 'wait';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    wait: AuthoredWaitTask;
  }
}

export interface TimeoutRule {
  readonly timeout: string | undefined;
  readonly onTimeout: 'fail' | 'continue' | 'escalate' | TaskDefinition;
  /** Where `on_timeout` stands; null where it does not. */
  readonly field: FieldPath | null;
}

/** `timeout` and `on_timeout` of an approval may stand in it or beside it; never in both places. */
export function timeoutRuleOf(task: WaitTask): TimeoutRule {
  const inside = task.approval?.on_timeout;
  return {
    timeout: task.timeout ?? task.approval?.timeout,
    onTimeout: task.on_timeout ?? inside ?? 'fail',
    field: task.on_timeout !== undefined ? ['on_timeout'] : inside !== undefined ? ['approval', 'on_timeout'] : null,
  };
}
