import type { PartProblem, TaskParts } from '../kind.js';
import { checkStrategy } from '../strategy-fields.js';
import { basePartsOf, listedParts } from '../task-parts.js';
import type { ParallelTask } from './schema.js';

export function partsOfParallel(task: ParallelTask): TaskParts {
  const base = basePartsOf(task, { tasks: 'children' });
  return {
    children: [...base.children, ...listedParts(['tasks'], task.tasks, 'needed')],
    expressions: base.expressions,
  };
}

export function checkParallel(task: ParallelTask): PartProblem[] {
  return checkStrategy(task, task.tasks.length);
}
