import type { TaskDefinition } from '../domain/definition.js';
import type { JsonValue } from '../domain/json.js';
import type { ChildPart, ExpressionPart, FieldPath, TaskParts } from './kind.js';

/** The segment that stands for any item of a collection; no id can be written like it. */
export const ITEM_SEGMENT = '*';

interface ExpressionOptions {
  readonly variables?: readonly string[];
  readonly tasks?: ExpressionPart['tasks'];
  readonly mayUseSecrets?: boolean;
}

/** A bare expression, where there is one. */
export function bareExpression(
  field: FieldPath,
  text: string | undefined,
  options: ExpressionOptions = {},
): ExpressionPart[] {
  return text === undefined ? [] : [toExpressionPart(field, text, true, options)];
}

/** A value that may contain `${{ }}`, where there is one. */
export function templateValue(
  field: FieldPath,
  value: JsonValue | undefined,
  options: ExpressionOptions = {},
): ExpressionPart[] {
  return value === undefined ? [] : [toExpressionPart(field, value, false, options)];
}

function toExpressionPart(
  field: FieldPath,
  value: JsonValue,
  isBare: boolean,
  { variables = [], tasks = 'siblings', mayUseSecrets = false }: ExpressionOptions,
): ExpressionPart {
  return { field, value, isBare, variables, tasks, mayUseSecrets };
}

/** The expressions among the fields that every task has; `outputs` says what is seen there. */
export function basePartsOf(task: TaskDefinition, outputs: ExpressionOptions = {}): TaskParts {
  return {
    children: [...attachedPart(task, 'on_error', ['on_error']), ...attachedPart(task, 'compensate', ['compensate'])],
    expressions: [
      ...bareExpression(['when'], task.when),
      ...templateValue(['title'], task.title),
      ...templateValue(['description'], task.description),
      ...templateValue(['attributes'], task.attributes),
      ...templateValue(['specialist'], task.specialist),
      ...templateValue(['deadline'], task.deadline),
      ...templateValue(['concurrency', 'key'], task.concurrency?.key),
      ...templateValue(['outputs'], task.outputs, outputs),
    ],
  };
}

function attachedPart(task: TaskDefinition, segment: 'on_error' | 'compensate', field: FieldPath): ChildPart[] {
  const attached = task[segment];
  if (attached === undefined || typeof attached === 'string') return [];
  return [{ segment, field, task: attached, sees: 'none', variables: [], attached: segment }];
}

/** Tasks in a list, each under its id. */
export function listedParts(
  field: FieldPath,
  tasks: readonly TaskDefinition[],
  sees: ChildPart['sees'],
): readonly ChildPart[] {
  return tasks.map((task, index) => ({ segment: task.id, field: [...field, index], task, sees, variables: [] }));
}
