import type { TaskParts } from '../kind.js';
import { basePartsOf, bareExpression } from '../task-parts.js';
import { casesOf, type RouterTask } from './schema.js';

export function partsOfRouter(task: RouterTask): TaskParts {
  const base = basePartsOf(task, { tasks: 'children' });
  const cases = casesOf(task);
  return {
    children: [
      ...base.children,
      ...cases.map(
        ({ segment, field, task: child }) => ({ segment, field, task: child, sees: 'none', variables: [] }) as const,
      ),
    ],
    expressions: [
      ...base.expressions,
      ...bareExpression(['switch'], task.switch),
      ...cases.flatMap(({ field, when }) => bareExpression([...field.slice(0, -1), 'when'], when)),
    ],
  };
}
