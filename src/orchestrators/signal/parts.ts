import type { TaskParts } from '../kind.js';
import { basePartsOf, templateValue } from '../task-parts.js';
import type { SignalTask } from './schema.js';

export function partsOfSignal(task: SignalTask): TaskParts {
  const base = basePartsOf(task);
  return {
    children: base.children,
    expressions: [
      ...base.expressions,
      ...templateValue(['signal'], task.signal),
      ...templateValue(['to'], task.to),
      ...templateValue(['payload'], task.payload),
    ],
  };
}
