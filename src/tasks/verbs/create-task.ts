import { insertTasks } from '../insert-tasks.js';
import { newTaskInput } from '../inputs/new-task.js';
import { createTaskIds } from '../request-mark.js';
import { parseInput } from '../inputs/scalars.js';
import { toNewTask } from '../to-new-task.js';
import { toTaskView, type TaskView } from '../task-view.js';
import { loadTypes } from '../types/list-task-types.js';
import type { TasksContext } from '../tasks-context.js';

/**
 * Makes one task; without a parent it starts a run. Throws invalid_input, not_found (parent, prerequisite), conflict (the
 * id is taken, the parent has ended, a cycle).
 */
export async function createTask(context: TasksContext, input: unknown): Promise<TaskView> {
  const request = parseInput(newTaskInput, input);
  const options = { now: context.now(), findType: await loadTypes(context), nextId: createTaskIds(context) };
  const task = toNewTask(request, options);
  const [created] = await insertTasks(context, [task]);
  if (!created) throw new Error('A task that was inserted is missing.');
  return toTaskView(created, context.uiUrl);
}
