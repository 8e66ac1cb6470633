import type { TaskParts } from '../kind.js';
import { basePartsOf, bareExpression, templateValue } from '../task-parts.js';
import { isHostedAction } from './hosted-actions.js';
import type { BasicTask } from './schema.js';

export function partsOfBasic(task: BasicTask): TaskParts {
  const base = basePartsOf(task, { variables: ['output'] });
  return {
    children: base.children,
    expressions: [
      ...base.expressions,
      ...templateValue(['with'], task.with, { mayUseSecrets: !isHostedAction(task.action) }),
      ...bareExpression(['fail_when'], task.fail_when, { variables: ['output'] }),
    ],
  };
}
