import { randomBytes } from 'node:crypto';
import { createSchemaCheck } from '../definitions/json-schema.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { DependencyInput, NewTaskInput } from './inputs/new-task.js';
import { newTaskInput } from './inputs/new-task.js';
import { parseInput } from './inputs/scalars.js';
import type { NewDependency } from './dependencies.js';
import type { TaskToInsert } from './place-tasks.js';
import { readField, toDueAt } from './fields-in-attributes.js';
import { parseElapsedMs } from './model/effort.js';
import { freeType, type TaskType } from './types/task-type.js';

const ID_BYTES = 9;

export interface NewTaskContext {
  readonly now: number;
  readonly findType: (name: string) => TaskType | null;
  /** For a task that was given no id. */
  readonly nextId?: () => string;
  /** What a name in `dependencies` stands for, where it is no task's id: siblings of the same request. */
  readonly resolve?: (name: string) => string;
}

/** A task as it was asked for, with what its type and its attributes say. Throws invalid_input. */
export function toNewTask(input: NewTaskInput, context: NewTaskContext): TaskToInsert {
  const taskId = input.task_id ?? (context.nextId ?? generateTaskId)();
  const type = context.findType(input.task_type) ?? freeType(input.task_type);
  const request = withDefaults(input, type);
  const attributes = request.attributes ?? {};
  assertAttributes(type, attributes);
  const text = (field: Parameters<typeof readField>[1]): string | null =>
    request[field] ?? readField(attributes, field);
  const approval = toApproval(request, attributes, type);
  return {
    taskId,
    parentId: request.parent_task_id ?? null,
    stage: request.lifecycle_stage ?? 'created',
    dependencies: (request.dependencies ?? []).map((one) => toDependency(taskId, one, context.resolve)),
    fields: {
      taskType: request.task_type,
      kind: approval === null ? type.kind : 'wait',
      title: text('title') ?? request.task_type,
      description: text('description'),
      attributes,
      context: request.context ?? null,
      complexity: text('complexity'),
      specialistType: text('specialist_type'),
      assignee: text('assignee'),
      team: text('team'),
      estimatedEffort: text('estimated_effort'),
      dueAt: findDueAt(request, attributes, context.now),
      startAfterAt: request.start_after ?? null,
      escalationContacts: request.escalation_contacts ?? toTexts(attributes['escalation_contacts']),
      approval,
      autoComplete: request.auto_complete ?? false,
      onComplete: request.on_complete ? withoutUndefined(request.on_complete) : null,
      gates: (request.completion_gates ?? []).map(withoutUndefined),
      templateId: request.template_id ?? null,
    },
  };
}

export function generateTaskId(): string {
  return toTaskIdText(randomBytes(ID_BYTES));
}

/** Of the first bytes of what identifies the task. */
export function toTaskIdText(bytes: Buffer): string {
  const text = bytes.subarray(0, ID_BYTES).toString('base64url');
  return `task_${text.replaceAll('-', 'a').replaceAll('_', 'b')}`;
}

/** With what was said of it, and nothing else; `blocks` is turned around. */
export function toDependency(
  taskId: string,
  input: string | DependencyInput,
  resolve: (name: string) => string = (name) => name,
): NewDependency {
  if (typeof input === 'string') return { taskId, prerequisiteId: resolve(input), type: 'completion' };
  const other = resolve(input.dependency_task_id ?? input.prerequisite_task_id ?? '');
  const { is_mandatory: isMandatory, input_parameter_name: inputName, dependency_type: type = 'completion' } = input;
  const { description, criticality, output, roles, users, quorum } = input;
  const said = {
    ...(isMandatory === undefined ? {} : { isMandatory }),
    ...(inputName === undefined ? {} : { inputName }),
    ...(description === undefined ? {} : { description }),
    ...(criticality === undefined ? {} : { criticality }),
    ...(output === undefined ? {} : { output }),
    ...(roles === undefined ? {} : { roles }),
    ...(users === undefined ? {} : { users }),
    ...(quorum === undefined ? {} : { quorum }),
  };
  if (type === 'blocks') return { ...said, taskId: other, prerequisiteId: taskId, type: 'completion' };
  return { ...said, taskId, prerequisiteId: other, type };
}

/** What the request leaves out, its type gives. */
function withDefaults(input: NewTaskInput, type: TaskType): NewTaskInput {
  if (Object.keys(type.defaults).length === 0) return input;
  const defaults = parseInput(newTaskInput.partial(), type.defaults);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return {
    ...defaults,
    ...given,
    task_type: input.task_type,
    attributes: { ...defaults.attributes, ...input.attributes },
  };
}

function assertAttributes(type: TaskType, attributes: JsonObject): void {
  if (type.attributesSchema === null) return;
  const violations = createSchemaCheck(type.attributesSchema)(attributes);
  if (violations.length === 0) return;
  const what = violations.map(({ message }) => message).join(' ');
  throw new TaskwrightError('invalid_input', `The attributes do not fit the type "${type.name}": ${what}`);
}

/** `approver_role` and `approval_criteria` are how a registered type writes the same. */
function toApproval(input: NewTaskInput, attributes: JsonObject, type: TaskType): JsonObject | null {
  if (input.approval) return withoutUndefined(input.approval);
  if (type.kind !== 'wait') return null;
  const roles = toTexts(attributes['approver_role']);
  const criteria = toTexts(attributes['approval_criteria']);
  return { ...(roles.length > 0 ? { roles } : {}), ...(criteria.length > 0 ? { criteria } : {}) };
}

/** A deadline said as a time, or as the time that may pass. */
function findDueAt(input: NewTaskInput, attributes: JsonObject, now: number): number | null {
  if (input.due_date !== undefined) return input.due_date;
  if (input.sla !== undefined) return toDueAt(input.sla, now);
  for (const key of ['sla', 'sla_deadline']) {
    const said = attributes[key];
    const allowedMs = typeof said === 'string' ? parseElapsedMs(said) : null;
    if (allowedMs !== null) return now + allowedMs;
  }
  return null;
}

function toTexts(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function withoutUndefined(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
