import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { condition, duration, optional, wholeNumber } from '../authored-values.js';
import { childTasks } from '../child-task.js';
import type { AuthoredTaskFields } from '../task-fields.js';

export const compositeSchema = z.strictObject({
  tasks: childTasks.describe('The tasks that run one after another, in this order.'),
  repeat: optional(
    z.strictObject({
      until: condition.describe('A condition over "tasks", the children; the list runs again until it is true.'),
      max: wholeNumber(1, 100_000).describe('The highest number of rounds; reaching it fails the task.'),
      delay: optional(duration).describe('The pause between two rounds.'),
    }),
  ).describe('Runs the list again until a condition holds.'),
});

export interface CompositeTask extends TaskDefinition, z.output<typeof compositeSchema> {
  readonly kind: 'composite';
}

export interface AuthoredCompositeTask extends AuthoredTaskFields, z.input<typeof compositeSchema> {
  kind?: 'composite';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    composite: AuthoredCompositeTask;
  }
}
