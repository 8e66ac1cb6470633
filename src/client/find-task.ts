import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';
import type { JsonObject } from '../domain/json.js';
import type { ClientContext } from './client-context.js';
import { toTaskView, type TaskView } from './run-view.js';

export type FoundTask = TaskView & {
  readonly runId: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly attributes: JsonObject;
};

/** A task of a run of a definition, by its own id. Throws not_found. */
export async function findTask({ store, workspace }: ClientContext, taskId: string): Promise<FoundTask> {
  const task = isValidId(taskId) ? await store.tasks.readById(workspace, taskId) : null;
  const run = task === null ? null : await store.runs.read(task.runKey);
  if (task !== null && run !== null) {
    const { title, description, attributes } = task;
    return { runId: run.runId, ...toTaskView(task), title, description, attributes };
  }
  throw new TaskwrightError('not_found', `There is no task "${taskId.slice(0, 200)}".`, {
    hint: 'The tasks of a run have their ids in "taskwright show RUN --json".',
  });
}
