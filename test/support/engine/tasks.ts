import { createTemporalRuns } from '../../../src/client/temporal-runs.js';
import type { Actor } from '../../../src/domain/actor.js';
import { createTasks, type TasksClient, type TasksOptions } from '../../../src/tasks/create-tasks.js';
import type { Engine } from './engine.js';

/** Generic tasks on the servers of an engine. */
export function tasksOf(
  engine: Engine,
  actor: Actor = { name: 'ann', roles: [] },
  options: Partial<Pick<TasksOptions, 'folders' | 'filesDir'>> = {},
): TasksClient {
  const runs = createTemporalRuns({
    temporal: engine.temporal,
    taskQueue: engine.taskQueue,
    address: null,
    answerTimeoutMs: 10_000,
    startsEagerly: false,
  });
  return createTasks({ ...options, database: engine.store.taskDatabase, runs, workspace: 'default', actor });
}
