import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { condition, expression, idText, optional } from '../authored-values.js';
import { childTaskOrTasks } from '../child-task.js';
import type { AuthoredTaskFields } from '../task-fields.js';

const conditionCase = z.strictObject({
  when: condition.describe('The case is taken when this is true and no earlier one was.'),
  do: childTaskOrTasks.describe('A task, or a list of tasks that run one after another.'),
});

export const routerSchema = z.strictObject({
  switch: optional(expression).describe('An expression; the case of that name is taken.'),
  cases: z
    .union([z.record(idText, childTaskOrTasks), z.array(conditionCase)], {
      error: 'must be an object of cases by name (with "switch"), or a list of { when, do }',
    })
    .describe(
      'With "switch" the cases by name, without it a list of { when, do }; each has a task or a list of tasks.',
    ),
  default: optional(childTaskOrTasks).describe('Taken when no case is; without it that is an error.'),
});

export interface RouterTask extends TaskDefinition, z.output<typeof routerSchema> {
  readonly kind: 'router';
}

export interface AuthoredRouterTask extends AuthoredTaskFields, z.input<typeof routerSchema> {
  kind: 'router';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    router: AuthoredRouterTask;
  }
}

export interface RouterCase {
  /** The case's name, its position in a list, or `default`. */
  readonly segment: string;
  readonly field: readonly (string | number)[];
  readonly when?: string;
  readonly task: TaskDefinition;
}

/** All cases in their order, the default last. */
export function casesOf(task: RouterTask): RouterCase[] {
  const { cases } = task;
  const listed: RouterCase[] = Array.isArray(cases)
    ? cases.map((one, index) => ({
        segment: String(index),
        field: ['cases', index, 'do'],
        when: one.when,
        task: one.do,
      }))
    : Object.entries(cases).map(([name, one]) => ({ segment: name, field: ['cases', name], task: one }));
  if (task.default !== undefined) listed.push({ segment: 'default', field: ['default'], task: task.default });
  return listed;
}
