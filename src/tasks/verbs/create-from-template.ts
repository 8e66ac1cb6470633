import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, jsonObject, parseInput } from '../inputs/scalars.js';
import type { TaskToInsert } from '../place-tasks.js';
import { requireTask } from '../store/generic-task-rows.js';
import type { TasksContext } from '../tasks-context.js';
import { instantiateTemplate, planInstance } from '../templates/instantiate-template.js';

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
  const { template_id: templateId, parent_task_id: parentTaskId, dry_run: isDry } = request;
  const wanted = { parameters: request.parameters, parentTaskId, prefix: request.task_id_prefix };
  if (isDry && parentTaskId !== undefined) await requireTask(context.db.database, context.workspace, parentTaskId);
  const { tasks, parameters } = await (isDry ? planInstance : instantiateTemplate)(context, templateId, wanted);
  return {
    template_id: templateId,
    root_task_id: tasks[0]?.taskId ?? null,
    tasks_created: tasks.map(toCreatedView),
    parameters_applied: parameters,
    dry_run: isDry,
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
