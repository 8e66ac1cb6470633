import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { condition, expression, hasTemplate, optional, wholeNumber } from '../authored-values.js';
import { childTaskOrTasks } from '../child-task.js';
import { strategyFields } from '../strategy-fields.js';
import type { AuthoredTaskFields } from '../task-fields.js';

const BOUND_ERROR = 'must be a whole number, or a ${{ }} that becomes one';

const bound = z.union(
  [
    z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
    z.string().refine(hasTemplate, { error: BOUND_ERROR }).meta({ pattern: '\\$\\{\\{' }),
  ],
  { error: BOUND_ERROR },
);

const NAME_ERROR = 'must be a name of letters, digits and "_" that does not begin with a digit';

const variableName = z.string({ error: NAME_ERROR }).regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, { error: NAME_ERROR });

export const collectionSchema = z.strictObject({
  items: z
    .union(
      [
        expression,
        z.strictObject({
          from: bound.describe('The first number.'),
          to: bound.describe('The last number, which is included.'),
          step: optional(bound).describe('The distance between two numbers; 1 unless said, below 0 to count down.'),
        }),
      ],
      { error: 'must be an expression, as in "input.files" or "[1, 2]", or { from, to, step }' },
    )
    .describe('What it goes through: an expression for a list or a map, or { from, to, step }.'),
  filter: optional(condition).describe('A condition over the item; only such items are taken.'),
  as: optional(variableName).describe('The name of the item in expressions; item unless said.'),
  index_as: optional(variableName).describe('The name of its position, or of its key; index unless said.'),
  mode: optional(z.enum(['parallel', 'sequential'])).describe('parallel (default), or sequential: one after another.'),
  batch: optional(wholeNumber(1, 100_000)).describe('Takes up to that many items at once; the item is then a list.'),
  ...strategyFields,
  do: childTaskOrTasks.describe('What is done for each item: a task, or a list of tasks that run one after another.'),
});

export interface CollectionTask extends TaskDefinition, z.output<typeof collectionSchema> {
  readonly kind: 'collection';
}

export interface AuthoredCollectionTask extends AuthoredTaskFields, z.input<typeof collectionSchema> {
  kind: 'collection';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    collection: AuthoredCollectionTask;
  }
}
