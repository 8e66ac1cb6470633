import type { ChildPart, TaskParts } from '../kind.js';
import { basePartsOf, bareExpression, templateValue } from '../task-parts.js';
import { timeoutRuleOf, type WaitTask } from './schema.js';

export function partsOfWait(task: WaitTask): TaskParts {
  const judged = ['signal', ...(task.process === undefined ? [] : ['processed'])];
  const base = basePartsOf(task, task.signal === undefined ? {} : { variables: judged });
  return {
    children: [...base.children, ...onTimeoutPart(task), ...processPart(task)],
    expressions: [
      ...base.expressions,
      ...templateValue(['signal'], task.signal),
      ...templateValue(['correlation'], task.correlation),
      ...templateValue(['duration'], task.duration),
      ...templateValue(['until'], task.until),
      ...templateValue(['approval', 'roles'], task.approval?.roles),
      ...templateValue(['approval', 'users'], task.approval?.users),
      ...templateValue(['approval', 'escalate_to'], task.approval?.escalate_to),
      ...templateValue(['approval', 'criteria'], task.approval?.criteria),
      ...bareExpression(['accept'], task.accept, { variables: judged }),
      ...bareExpression(['distinct'], task.distinct, { variables: judged }),
    ],
  };
}

function onTimeoutPart(task: WaitTask): ChildPart[] {
  const { onTimeout, field } = timeoutRuleOf(task);
  if (typeof onTimeout === 'string' || field === null) return [];
  return [{ segment: 'on_timeout', field, task: onTimeout, sees: 'none', variables: [], attached: 'on_timeout' }];
}

function processPart(task: WaitTask): ChildPart[] {
  if (task.process === undefined) return [];
  return [
    {
      segment: 'process',
      field: ['process'],
      task: task.process,
      sees: 'none',
      variables: ['signal'],
      attached: 'process',
    },
  ];
}
