import { TaskwrightError } from '../../src/domain/errors.js';
import type { JsonObject } from '../../src/domain/json.js';
import { loadTemplate } from '../../src/tasks/templates/load-template.js';
import { planTemplate, type TemplatePlan } from '../../src/tasks/templates/plan-template.js';

/** What `find` knows. */
export const library = new Map<string, JsonObject>();

export async function find(templateId: string): Promise<JsonObject> {
  const document = library.get(templateId);
  if (!document) throw new TaskwrightError('not_found', `There is no template "${templateId}".`);
  return document;
}

export async function plan(document: JsonObject, parameters: JsonObject = {}, prefix = 'x'): Promise<TemplatePlan> {
  const loaded = await loadTemplate(document, find);
  return planTemplate(loaded, { parameters, prefix }, { now: 0, findType: () => null });
}

/** Each task with the titles of its parent and of what it waits for. */
export async function draw(document: JsonObject, parameters: JsonObject = {}) {
  const { tasks } = await plan(document, parameters);
  const titles = new Map(tasks.map(({ taskId, fields }) => [taskId, fields.title]));
  return tasks.map(({ parentId, fields, dependencies }) => ({
    title: fields.title,
    parent: parentId === null ? null : titles.get(parentId),
    after: dependencies.map(({ prerequisiteId }) => titles.get(prerequisiteId)),
  }));
}

export function template(root: JsonObject, properties: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return {
    template_id: 'one',
    parameters_schema: { type: 'object', properties },
    task_structure: { root_task: { task_type: 'root', ...root } },
    ...rest,
  };
}
