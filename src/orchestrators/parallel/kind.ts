import { toFanSettings } from '../fan-settings.js';
import type { TaskKind } from '../kind.js';
import type { ParallelTask } from './schema.js';

export const parallelKind: TaskKind<ParallelTask> = {
  kind: 'parallel',
  plan: (task, clock) => ({
    control: toFanSettings(task, 'children-by-id'),
    ...(task.timeout === undefined ? {} : { timeoutMs: clock.toMs(task.timeout) }),
  }),
};
