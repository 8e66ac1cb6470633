import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { taskFields } from '../orchestrators/task-fields.js';
import { builtInKinds } from './built-in-kinds.js';
import type { DefinitionKinds } from './definition-kind.js';
import { IMPLIED_KINDS } from './find-kind.js';
import { headFields } from './head-schema.js';

/**
 * The JSON Schema (draft 7, which editors know best) of definitions with tasks of the given kinds. It says what each
 * task may have by its kind; what depends on other tasks or on values only `taskwright validate` checks.
 */
export function toJsonSchema(kinds: DefinitionKinds = builtInKinds): JsonObject {
  const byKind = [...kinds].map(([name, { schema }]) => [name, toObjectSchema(schema)] as const);
  const head = toObjectSchema(headFields);
  const fields = toObjectSchema(taskFields);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:taskwright:schema:definition',
    title: 'Taskwright definition',
    description: 'A versioned workflow definition: a head, and a body that is a task.',
    anyOf: byKind.map(([name]) => ({ $ref: `#/definitions/definition_${name}` })),
    definitions: {
      task: { anyOf: byKind.map(([name]) => ({ $ref: `#/definitions/task_${name}` })) },
      listed_task: { allOf: [{ $ref: '#/definitions/task' }, { required: ['id'] }] },
      task_or_tasks: {
        anyOf: [{ $ref: '#/definitions/task' }, { type: 'array', items: { $ref: '#/definitions/listed_task' } }],
      },
      ...Object.fromEntries(
        byKind.map(([name, own]) => [`task_${name}`, toTaskSchema(name, own, referTo('task_fields', fields))]),
      ),
      ...Object.fromEntries(
        byKind.map(([name, own]) => [
          `definition_${name}`,
          toTaskSchema(name, own, { ...referTo('task_fields', fields), ...referTo('head_fields', head) }),
        ]),
      ),
      task_fields: { properties: fields.properties },
      head_fields: { properties: head.properties },
    },
  };
}

interface ObjectSchema {
  readonly properties: JsonObject;
  readonly required: readonly string[];
  /** Rules between its fields. */
  readonly rules: JsonObject;
}

function toObjectSchema(schema: z.ZodObject): ObjectSchema {
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-07', unrepresentable: 'any' });
  const { properties, required, ...rest } = toPlain(generated);
  const { $schema: _schema, type: _type, additionalProperties: _additional, ...rules } = rest;
  return {
    properties: isJsonObject(properties) ? properties : {},
    required: Array.isArray(required) ? required.map(String) : [],
    rules,
  };
}

function toPlain(generated: object): JsonObject {
  const plain: JsonValue = JSON.parse(JSON.stringify(generated));
  return isJsonObject(plain) ? plain : {};
}

function referTo(name: string, { properties }: ObjectSchema): JsonObject {
  return Object.fromEntries(
    Object.keys(properties).map((key) => [key, { $ref: `#/definitions/${name}/properties/${key}` }]),
  );
}

/** A kind that its own keys imply need not be named. */
function toTaskSchema(name: string, own: ObjectSchema, shared: JsonObject): JsonObject {
  const isImplied = own.required.some((key) => IMPLIED_KINDS[key] === name);
  return {
    title: name,
    type: 'object',
    properties: { ...shared, kind: { const: name, description: `The kind ${name}.` }, ...own.properties },
    required: [...(isImplied ? [] : ['kind']), ...own.required],
    additionalProperties: false,
    ...own.rules,
  };
}
