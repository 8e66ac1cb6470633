import type { TaskParts } from '../kind.js';
import { basePartsOf, bareExpression } from '../task-parts.js';
import type { AggregateTask } from './schema.js';

export function partsOfAggregate(task: AggregateTask): TaskParts {
  const base = basePartsOf(task);
  return {
    children: base.children,
    expressions: [
      ...base.expressions,
      ...bareExpression(['reduce', 'from'], task.reduce?.from),
      ...bareExpression(['reduce', 'value'], task.reduce?.value, { variables: ['item', 'index'] }),
    ],
  };
}
