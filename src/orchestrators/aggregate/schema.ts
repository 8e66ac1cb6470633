import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { expression, jsonObject, optional } from '../authored-values.js';
import type { AuthoredTaskFields } from '../task-fields.js';

export const aggregateSchema = z
  .strictObject({
    reduce: optional(
      z.strictObject({
        op: z
          .enum(['sum', 'avg', 'min', 'max', 'count', 'collect', 'merge', 'concat', 'first', 'last'])
          .describe('How the values are combined.'),
        from: expression.describe('An expression for the list that is reduced.'),
        value: optional(expression).describe('The value of each "item" (and "index"); the item itself unless said.'),
      }),
    ).describe('Combines a list into one value; "outputs" is the other way.'),
    schema: optional(jsonObject).describe('A JSON Schema that the result has to meet.'),
  })
  .meta({ oneOf: [{ required: ['outputs'] }, { required: ['reduce'] }] });

export interface AggregateTask extends TaskDefinition, z.output<typeof aggregateSchema> {
  readonly kind: 'aggregate';
}

export interface AuthoredAggregateTask extends AuthoredTaskFields, z.input<typeof aggregateSchema> {
  kind: 'aggregate';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    aggregate: AuthoredAggregateTask;
  }
}
