import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { childTasks } from '../child-task.js';
import { strategyFields } from '../strategy-fields.js';
import type { AuthoredTaskFields } from '../task-fields.js';

export const parallelSchema = z.strictObject({
  ...strategyFields,
  tasks: childTasks.describe('The tasks that start together; one with "needs" starts when these have ended.'),
});

export interface ParallelTask extends TaskDefinition, z.output<typeof parallelSchema> {
  readonly kind: 'parallel';
}

export interface AuthoredParallelTask extends AuthoredTaskFields, z.input<typeof parallelSchema> {
  kind: 'parallel';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    parallel: AuthoredParallelTask;
  }
}
