import type { TaskParts } from '../kind.js';
import { basePartsOf, bareExpression, listedParts } from '../task-parts.js';
import type { CompositeTask } from './schema.js';

export function partsOfComposite(task: CompositeTask): TaskParts {
  const base = basePartsOf(task, { tasks: 'children' });
  return {
    children: [...base.children, ...listedParts(['tasks'], task.tasks, 'earlier')],
    expressions: [
      ...base.expressions,
      ...bareExpression(['repeat', 'until'], task.repeat?.until, { tasks: 'children' }),
    ],
  };
}
