import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, jsonObject, parseInput } from '../inputs/scalars.js';
import { insertTasks, type TaskToInsert } from '../insert-tasks.js';
import { requireTask } from '../store/generic-task-rows.js';
import type { TasksContext } from '../tasks-context.js';
import { loadTypes } from '../types/list-task-types.js';
import { requireTemplate } from '../templates/find-template.js';
import { loadTemplate } from '../templates/load-template.js';
import { planTemplate } from '../templates/plan-template.js';

export const createFromTemplateInput = z.strictObject({
  template_id: id,
  parameters: jsonObject.default({}),
  parent_task_id: id.optional(),
  task_id_prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,80}$/, 'must have 1 to 80 letters, digits, "-" or "_"')
    .optional(),
  dry_run: z.boolean().default(false),
});

/**
 * Makes the tasks of a template, all or none. Throws not_found (the template, the parent), invalid_input (parameters that
 * do not fit; what is wrong with the template), conflict (an id that is taken, a parent that has ended).
 */
export async function createFromTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(createFromTemplateInput, input);
  const { document } = await requireTemplate(context, request.template_id);
  const find = async (templateId: string) => (await requireTemplate(context, templateId)).document;
  const { tasks, parameters } = planTemplate(
    await loadTemplate(document, find),
    { parameters: request.parameters, parentTaskId: request.parent_task_id, prefix: request.task_id_prefix },
    { now: context.now(), findType: await loadTypes(context) },
  );
  if (!request.dry_run) await insertTasks(context, tasks);
  else if (request.parent_task_id !== undefined) {
    await requireTask(context.db.database, context.workspace, request.parent_task_id);
  }
  return {
    template_id: request.template_id,
    root_task_id: tasks[0]?.taskId ?? null,
    tasks_created: tasks.map(toCreatedView),
    parameters_applied: parameters,
    dry_run: request.dry_run,
  };
}

function toCreatedView({ taskId, parentId, fields, dependencies }: TaskToInsert): JsonObject {
  return {
    task_id: taskId,
    task_type: fields.taskType,
    title: fields.title,
    specialist_type: fields.specialistType ?? null,
    parent_task_id: parentId,
    dependencies: dependencies.filter((one) => one.taskId === taskId).map(({ prerequisiteId }) => prerequisiteId),
  };
}
