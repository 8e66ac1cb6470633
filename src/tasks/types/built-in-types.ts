import { freeType, type TaskType } from './task-type.js';

/** Labels that mean something without being registered. */
export const BUILT_IN_TYPES: ReadonlyMap<string, TaskType> = new Map(
  [
    {
      ...freeType('approval_gate'),
      description: 'Waits until somebody of `approver_role` approves; `approval_criteria` tells them what to look at.',
      kind: 'wait' as const,
    },
    {
      ...freeType('parallel_execution'),
      description: 'A group of tasks that may run side by side.',
      kind: 'parallel' as const,
    },
    {
      ...freeType('data_pipeline'),
      description: 'Stages that move data, one after another.',
      kind: 'composite' as const,
    },
  ].map((type) => [type.name, type]),
);
