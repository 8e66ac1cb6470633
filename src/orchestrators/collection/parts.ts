import type { TaskParts } from '../kind.js';
import { basePartsOf, bareExpression, ITEM_SEGMENT, templateValue } from '../task-parts.js';
import type { CollectionTask } from './schema.js';

export function partsOfCollection(task: CollectionTask): TaskParts {
  const base = basePartsOf(task, { tasks: 'children' });
  const variables = itemVariablesOf(task);
  return {
    children: [...base.children, { segment: ITEM_SEGMENT, field: ['do'], task: task.do, sees: 'none', variables }],
    expressions: [
      ...base.expressions,
      ...(typeof task.items === 'string'
        ? bareExpression(['items'], task.items)
        : templateValue(['items'], task.items)),
      ...bareExpression(['filter'], task.filter, { variables }),
    ],
  };
}

/** The names that an item and its position have in expressions. */
export function itemVariablesOf(task: CollectionTask): [item: string, index: string] {
  return [task.as ?? 'item', task.index_as ?? 'index'];
}
