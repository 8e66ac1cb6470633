import { insertTasks } from '../insert-tasks.js';
import { createTaskIds } from '../request-mark.js';
import { loadTypes } from '../types/list-task-types.js';
import type { TasksContext } from '../tasks-context.js';
import { requireTemplate } from './find-template.js';
import { loadTemplate } from './load-template.js';
import { planTemplate, type TemplatePlan, type TemplateRequest } from './plan-template.js';

/** What the template would make now; stores nothing. Throws not_found, invalid_input. */
export async function planInstance(
  context: TasksContext,
  templateId: string,
  request: TemplateRequest,
): Promise<TemplatePlan> {
  const find = async (other: string) => (await requireTemplate(context, other)).document;
  const loaded = await loadTemplate(await find(templateId), find);
  return planTemplate(loaded, request, {
    now: context.now(),
    findType: await loadTypes(context),
    nextId: createTaskIds(context),
  });
}

/** All or none. Throws as planning does, and conflict (an id that is taken, a parent that has ended). */
export async function instantiateTemplate(
  context: TasksContext,
  templateId: string,
  request: TemplateRequest,
): Promise<TemplatePlan> {
  const plan = await planInstance(context, templateId, request);
  await insertTasks(context, plan.tasks);
  return plan;
}
