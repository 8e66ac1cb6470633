import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { insertTasks } from '../insert-tasks.js';
import { dependencyList, newTaskInput, type NewTaskInput } from '../inputs/new-task.js';
import { id, jsonObject, longText, name, parseInput, plainText, time, title } from '../inputs/scalars.js';
import { createTaskIds } from '../request-mark.js';
import { toNewTask } from '../to-new-task.js';
import { toExecutionOrder } from '../model/execution-order.js';
import { toTaskView } from '../task-view.js';
import { loadTypes } from '../types/list-task-types.js';
import type { TasksContext } from '../tasks-context.js';

const subtaskInput = z.strictObject({
  title,
  description: longText,
  specialist_type: name.optional(),
  /** Ids, or titles of siblings. */
  dependencies: z.array(plainText(1_000)).max(1_000).optional(),
  estimated_effort: plainText(200).optional(),
  task_id: id.optional(),
});

const subtaskList = z.array(subtaskInput).min(1).max(10_000);

export const planTaskInput = z
  .strictObject({
    title: title.optional(),
    description: longText,
    task_type: name.optional(),
    parent_task_id: id.optional(),
    complexity: name.optional(),
    complexity_level: name.optional(),
    specialist_type: name.optional(),
    estimated_effort: plainText(200).optional(),
    due_date: time.optional(),
    context: jsonObject.optional(),
    dependencies: dependencyList.optional(),
    task_id: id.optional(),
    subtasks_json: z.union([z.string().max(1_048_576), z.array(z.unknown())]).optional(),
  })
  .refine((input) => input.title !== undefined || input.subtasks_json !== undefined, {
    error: 'is required, unless subtasks_json is given',
    path: ['title'],
  });

/**
 * Writes one task down, or a task with its subtasks in one go: all or none. Throws as creating does, and invalid_input for
 * a subtask that names no sibling, or a name that several have.
 */
export async function planTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(planTaskInput, input);
  const { subtasks_json: subtasksJson, complexity_level: level, ...fields } = request;
  const subtasks = subtasksJson === undefined ? [] : parseSubtasks(subtasksJson);
  const root: NewTaskInput = parseRoot({
    ...fields,
    due_date: undefined,
    task_type: fields.task_type ?? (subtasks.length > 0 ? 'breakdown' : 'task'),
    title: fields.title ?? firstLine(fields.description),
    complexity: fields.complexity ?? level,
  });
  const nextId = createTaskIds(context);
  const options = { now: context.now(), findType: await loadTypes(context), nextId };
  const rootTask = toNewTask(
    { ...root, ...(fields.due_date === undefined ? {} : { due_date: fields.due_date }) },
    options,
  );
  const ids = subtasks.map((subtask) => subtask.task_id ?? nextId());
  const resolve = createResolver(subtasks, ids);
  const children = subtasks.map((subtask, index) =>
    toNewTask(
      {
        ...subtask,
        task_id: ids[index],
        task_type: 'specialist_task',
        parent_task_id: rootTask.taskId,
        dependencies: subtask.dependencies ?? [],
      },
      { ...options, resolve },
    ),
  );
  const [created, ...below] = await insertTasks(context, [rootTask, ...children]);
  if (!created) throw new Error('A task that was inserted is missing.');
  const view = toTaskView(created, context.uiUrl);
  if (subtasks.length === 0) return view;
  const edges = children.flatMap(({ dependencies }) => dependencies);
  return {
    ...view,
    subtasks: below.map((task) => toTaskView(task, context.uiUrl)),
    execution_order: toExecutionOrder(ids, edges),
  };
}

/** Its times were parsed already. */
function parseRoot(fields: object): NewTaskInput {
  return parseInput(newTaskInput.omit({ dependencies: true, lifecycle_stage: true }).loose(), fields);
}

function parseSubtasks(given: string | readonly unknown[]): z.output<typeof subtaskList> {
  if (typeof given !== 'string')
    return parseInput(z.object({ subtasks_json: subtaskList }), { subtasks_json: given }).subtasks_json;
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', '"subtasks_json" is no JSON.', {
      hint: 'Give a JSON array of {"title", "description", "specialist_type", "dependencies"}.',
      cause: thrown,
    });
  }
  return parseInput(z.object({ subtasks_json: subtaskList }), { subtasks_json: parsed }).subtasks_json;
}

/** A title stands for the sibling that has it, an id for itself. */
function createResolver(subtasks: z.output<typeof subtaskList>, ids: readonly string[]): (name: string) => string {
  const byTitle = new Map<string, string[]>();
  for (const [index, { title: text }] of subtasks.entries()) {
    byTitle.set(text, [...(byTitle.get(text) ?? []), ids[index] ?? '']);
  }
  return (wanted) => {
    if (ids.includes(wanted)) return wanted;
    const [found, ...others] = byTitle.get(wanted) ?? [];
    if (others.length > 0) {
      throw new TaskwrightError('invalid_input', `Several subtasks are called "${wanted}".`, {
        hint: 'Give them a task_id each, and depend on that.',
      });
    }
    return found ?? wanted;
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim().slice(0, 200) || 'Task';
}
