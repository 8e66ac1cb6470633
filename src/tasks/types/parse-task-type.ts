import { z } from 'zod';
import { findSchemaDefect } from '../../definitions/json-schema.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { newTaskInput } from '../inputs/new-task.js';
import { jsonObject, longText, name, parseInput } from '../inputs/scalars.js';
import type { TaskType } from './task-type.js';

const defaultsInput = newTaskInput
  .omit({ task_type: true, task_id: true, parent_task_id: true, dependencies: true, template_id: true })
  .partial();

/** A file of a type, and what is registered. */
export const taskTypeInput = z.strictObject({
  name,
  description: longText.optional(),
  kind: z.enum(['basic', 'wait', 'parallel', 'composite']).default('basic'),
  defaults: jsonObject.default({}),
  attributes_schema: jsonObject.optional(),
});

/** Throws invalid_input, naming `subject`. */
export function parseTaskType(document: JsonObject, subject: string): TaskType {
  const {
    name: label,
    description,
    kind,
    defaults,
    attributes_schema: schema,
  } = parseInput(taskTypeInput, document, subject);
  parseInput(defaultsInput, defaults, `${subject}: "defaults"`);
  const defect = schema === undefined ? null : findSchemaDefect(schema);
  if (defect !== null) {
    throw new TaskwrightError('invalid_input', `${subject}: "attributes_schema" ${defect.reason}.`, {
      hint: defect.hint,
    });
  }
  return { name: label, description: description ?? null, kind, defaults, attributesSchema: schema ?? null };
}
