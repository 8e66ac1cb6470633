import { z } from 'zod';
import { parseApprovalDuration } from '../model/approval-times.js';
import { DEPENDENCY_TYPES } from '../model/generic-task.js';
import { id, jsonObject, lifecycleStage, longText, name, plainText, time, title } from './scalars.js';

/** Either word for the task that has to come first. */
export const dependencyInput = z
  .strictObject({
    dependency_task_id: id.optional(),
    prerequisite_task_id: id.optional(),
    /** `completion` unless said. */
    dependency_type: z.enum(DEPENDENCY_TYPES).optional(),
    description: longText.optional(),
    criticality: name.optional(),
    /** True unless said. */
    is_mandatory: z.boolean().optional(),
    output: name.optional(),
    input_parameter_name: name.optional(),
    roles: z.array(name).max(50).optional(),
    users: z.array(name).max(50).optional(),
    /** 1 unless said. */
    quorum: z.int().min(1).max(50).optional(),
  })
  .refine((one) => (one.dependency_task_id === undefined) !== (one.prerequisite_task_id === undefined), {
    error: 'needs one of dependency_task_id and prerequisite_task_id',
  });

export type DependencyInput = z.output<typeof dependencyInput>;

export const dependencyList = z.array(z.union([id, dependencyInput])).max(1_000);

const approvalDuration = plainText(100).refine(
  (text) => parseApprovalDuration(text) !== null,
  'must be a duration such as 3d or "2 days"',
);

export const approvalInput = z
  .strictObject({
    roles: z.array(name).max(50).optional(),
    users: z.array(name).max(50).optional(),
    quorum: z.int().min(1).max(50).optional(),
    distinct: z.enum(['persons', 'roles']).optional(),
    allow_self: z.boolean().optional(),
    timeout: approvalDuration.optional(),
    on_timeout: z.enum(['fail', 'escalate']).optional(),
    escalate_to: name.optional(),
    remind_every: approvalDuration
      .refine((text) => (parseApprovalDuration(text) ?? 0) >= 1_000, 'must be a second at least')
      .optional(),
    criteria: z.array(plainText(1_000)).max(100).optional(),
  })
  .refine(
    ({ on_timeout: then, timeout, escalate_to: to }) =>
      then !== 'escalate' || (timeout !== undefined && to !== undefined),
    { error: 'needs "timeout" and "escalate_to" with "on_timeout": "escalate"' },
  );

/** A question to a person, an expression over what is handed in, or the word of another system. */
export const gateInput = z.strictObject({
  expression: plainText(4_000).optional(),
  confirm: plainText(1_000).optional(),
  external: name.optional(),
});

/** What begins when the task completes: a definition with an input, or a template with parameters. */
export const onCompleteInput = z
  .strictObject({
    /** `id` or `id@version`. */
    definition: plainText(220).optional(),
    template: id.optional(),
    input: jsonObject.optional(),
    parameters: jsonObject.optional(),
  })
  .refine((next) => (next.definition === undefined) !== (next.template === undefined), {
    error: 'needs one of definition and template',
  });

export const newTaskInput = z.strictObject({
  task_type: name,
  attributes: jsonObject.optional(),
  title: title.optional(),
  description: longText.optional(),
  parent_task_id: id.optional(),
  template_id: id.optional(),
  dependencies: dependencyList.optional(),
  lifecycle_stage: lifecycleStage.optional(),
  specialist_type: name.optional(),
  assignee: name.optional(),
  team: name.optional(),
  complexity: name.optional(),
  estimated_effort: plainText(200).optional(),
  due_date: time.optional(),
  sla: plainText(100).optional(),
  start_after: time.optional(),
  escalation_contacts: z.array(name).max(50).optional(),
  approval: approvalInput.optional(),
  auto_complete: z.boolean().optional(),
  on_complete: onCompleteInput.optional(),
  completion_gates: z.array(gateInput).max(50).optional(),
  task_id: id.optional(),
  context: jsonObject.optional(),
});

export type NewTaskInput = z.output<typeof newTaskInput>;
