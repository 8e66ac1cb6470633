import { createSchemaCheck } from '../../definitions/json-schema.js';
import { withDefaults } from '../../definitions/with-defaults.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { Scope } from './fill.js';
import type { Template } from './template.js';

/** With the defaults of the schema. Throws invalid_input for parameters that do not meet it. */
export function applyParameters(template: Template, parameters: JsonObject): JsonObject {
  const applied = withDefaults(template.parametersSchema, parameters);
  const violations = createSchemaCheck(template.parametersSchema)(applied);
  if (violations.length === 0) return isJsonObject(applied) ? applied : parameters;
  const what = violations.map(({ message }) => message).join(' ');
  throw new TaskwrightError('invalid_input', `The parameters do not fit the template "${template.id}": ${what}`, {
    hint: `Its parameters: ${[...listParameters(template)].join(', ') || 'none'}.`,
  });
}

export function toScope(template: Template, parameters: JsonObject): Scope {
  return { declared: new Set(listParameters(template)), values: new Map(Object.entries(parameters)) };
}

export function listParameters({ parametersSchema }: Template): readonly string[] {
  const { properties } = parametersSchema;
  return isJsonObject(properties) ? Object.keys(properties) : [];
}
