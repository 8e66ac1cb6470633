import type { WorkflowHandle } from '@temporalio/client';
import { createTemporalRuns } from '../../../src/client/temporal-runs.js';
import type { Actor } from '../../../src/domain/actor.js';
import { createTasks, type TasksClient, type TasksOptions } from '../../../src/tasks/create-tasks.js';
import type { Engine } from './engine.js';

/** Generic tasks on the servers of an engine. */
export function tasksOf(
  engine: Engine,
  actor: Actor = { name: 'ann', roles: [] },
  options: Partial<Pick<TasksOptions, 'folders' | 'filesDir' | 'workspace'>> = {},
): TasksClient {
  const runs = createTemporalRuns({
    temporal: engine.temporal,
    taskQueue: engine.taskQueue,
    address: null,
    answerTimeoutMs: 10_000,
    startsEagerly: false,
  });
  return createTasks({ workspace: 'default', ...options, database: engine.store.taskDatabase, runs, actor });
}

/** In a workspace of the engine's own: other tests have tasks of the same names, on the same Temporal. */
export function ownTasksOf(engine: Engine, options: Partial<Pick<TasksOptions, 'folders'>> = {}): TasksClient {
  return tasksOf(engine, undefined, { ...options, workspace: engine.taskQueue });
}

/** The workflow behind a tree of the engine's own workspace. */
export function treeOf(engine: Engine, rootId: string): WorkflowHandle {
  return engine.temporal.workflow.getHandle(`${engine.taskQueue}/${rootId}`);
}
