import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { insertTasks } from '../insert-tasks.js';
import { newTaskInput } from '../inputs/new-task.js';
import { name, parseInput } from '../inputs/scalars.js';
import { createTaskIds } from '../request-mark.js';
import { toNewTask } from '../to-new-task.js';
import { toTaskView } from '../task-view.js';
import { loadTypes } from '../types/list-task-types.js';
import type { TasksContext } from '../tasks-context.js';

export const batchCreateInput = z.strictObject({
  tasks: z
    .array(newTaskInput.extend({ ref: name.optional(), parent_task_id: name.optional() }))
    .min(1)
    .max(10_000),
});

/** Many tasks, all or none; they name each other by `task_id` or `ref`. Throws as creating does. */
export async function batchCreate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { tasks } = parseInput(batchCreateInput, input);
  const nextId = createTaskIds(context);
  const ids = new Map<string, string>();
  const named = tasks.map(({ ref, ...task }) => {
    const taskId = task.task_id ?? nextId();
    for (const word of new Set([task.task_id, ref])) {
      if (word === undefined) continue;
      if (ids.has(word)) throw new TaskwrightError('invalid_input', `Two tasks are called "${word}".`);
      ids.set(word, taskId);
    }
    return { ...task, task_id: taskId };
  });
  const resolve = (word: string): string => ids.get(word) ?? word;
  const options = { now: context.now(), findType: await loadTypes(context), resolve };
  const made = named.map(({ parent_task_id: parent, ...task }) =>
    toNewTask({ ...task, ...(parent === undefined ? {} : { parent_task_id: resolve(parent) }) }, options),
  );
  const created = await insertTasks(context, parentsFirst(made));
  const byId = new Map(created.map((task) => [task.taskId, task]));
  return { tasks: named.flatMap(({ task_id: taskId }) => toViews(byId.get(taskId), context)) };
}

function toViews(task: Parameters<typeof toTaskView>[0] | undefined, { uiUrl }: TasksContext): JsonObject[] {
  return task ? [toTaskView(task, uiUrl)] : [];
}

/** Throws invalid_input for tasks that are below each other. */
export function parentsFirst<Task extends { readonly taskId: string; readonly parentId: string | null }>(
  tasks: readonly Task[],
): readonly Task[] {
  const own = new Set(tasks.map(({ taskId }) => taskId));
  const children = new Map<string | null, Task[]>();
  for (const task of tasks) {
    const above = task.parentId !== null && own.has(task.parentId) ? task.parentId : null;
    children.set(above, [...(children.get(above) ?? []), task]);
  }
  const ordered: Task[] = [];
  let level = children.get(null) ?? [];
  while (level.length > 0) {
    ordered.push(...level);
    level = level.flatMap(({ taskId }) => children.get(taskId) ?? []);
  }
  if (ordered.length === tasks.length) return ordered;
  const lost = tasks.find((task) => !ordered.includes(task));
  throw new TaskwrightError('invalid_input', `"${lost?.taskId}" is its own parent, directly or through others.`);
}
