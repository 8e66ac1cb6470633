import { z } from 'zod';
import { findSchemaDefect } from '../../definitions/json-schema.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { newTaskInput } from '../inputs/new-task.js';
import { id, jsonObject, jsonValue, longText, name, parseInput, plainText, title } from '../inputs/scalars.js';

/** A parameterised tree of tasks. Strings below `root` may hold placeholders: `{name}` or `{{name}}`. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly version: string;
  readonly category: string | null;
  /** JSON Schema of the parameters. */
  readonly parametersSchema: JsonObject;
  readonly root: TemplateNode;
}

/** A task to be made; several where it repeats, and a whole tree where it includes a template. */
export interface TemplateNode {
  /** How siblings call it; else by `taskId`, else by the type. */
  readonly name: string | null;
  readonly taskId: string | null;
  readonly taskType: string | null;
  /** The other fields of a new task, as written. */
  readonly fields: JsonObject;
  readonly dependencies: readonly JsonValue[];
  readonly children: readonly TemplateNode[];
  readonly repeat: Repeat | null;
  readonly include: Include | null;
}

export interface Repeat {
  /** The name of a list parameter, a placeholder of one, or a list. */
  readonly forEach: string | readonly JsonValue[];
  readonly as: string;
  readonly indexAs: string;
  /** Each copy depends on the one before. */
  readonly isChained: boolean;
}

export interface Include {
  readonly templateId: string;
  readonly parameters: JsonObject;
}

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, 'must be a name of letters, digits, "_" and "-"');

const repeatSchema = z
  .strictObject({
    for_each: z.union([name, z.array(jsonValue).max(10_000)]),
    as: variable.default('item'),
    index_as: variable.default('index'),
    chain: z.boolean().default(false),
  })
  .transform((repeat): Repeat => ({
    forEach: repeat.for_each,
    as: repeat.as,
    indexAs: repeat.index_as,
    isChained: repeat.chain,
  }));

const includeSchema = z
  .union([id, z.strictObject({ template_id: id, parameters: jsonObject.default({}) })])
  .transform((include): Include => {
    if (typeof include === 'string') return { templateId: include, parameters: {} };
    return { templateId: include.template_id, parameters: include.parameters };
  });

const { task_id: _, task_type: __, parent_task_id: ___, template_id: ____, ...otherFields } = newTaskInput.shape;
const FIELDS = Object.keys(otherFields).filter((field) => field !== 'dependencies');

const nodeSchema: z.ZodType<TemplateNode> = z
  .object({
    name: name.optional(),
    task_id: name.optional(),
    task_type: name.optional(),
    dependencies: z.array(jsonValue).max(1_000).default([]),
    children: z
      .array(z.lazy(() => nodeSchema))
      .max(10_000)
      .default([]),
    repeat: repeatSchema.optional(),
    include: includeSchema.optional(),
  })
  .catchall(jsonValue)
  .transform((node, context): TemplateNode => {
    const { name: called, task_id, task_type, dependencies, children, repeat, include, ...fields } = node;
    for (const key of Object.keys(fields)) {
      if (FIELDS.includes(key)) continue;
      context.addIssue({ code: 'unrecognized_keys', keys: [key], input: node });
    }
    if (task_type === undefined && include === undefined) {
      context.addIssue({ code: 'custom', path: ['task_type'], message: 'is missing' });
    }
    return {
      name: called ?? null,
      taskId: task_id ?? null,
      taskType: task_type ?? null,
      fields,
      dependencies,
      children,
      repeat: repeat ?? null,
      include: include ?? null,
    };
  });

const templateSchema = z.strictObject({
  template_id: id,
  name: title.optional(),
  description: longText.optional(),
  version: z.union([plainText(100), z.number().transform(String)]).default('1.0.0'),
  category: name.optional(),
  tags: z.array(name).max(50).optional(),
  metadata: jsonObject.optional(),
  parameters_schema: jsonObject.default({ type: 'object' }),
  task_structure: z.strictObject({
    root_task: nodeSchema.refine((root) => root.repeat === null && root.dependencies.length === 0, {
      error: 'is alone: it has no siblings to depend on, and does not repeat',
    }),
  }),
});

/** Of a document without `extends`. Throws invalid_input, naming every field that is wrong. */
export function parseTemplate(document: JsonObject): Template {
  const parsed = parseInput(templateSchema, document, 'The template');
  const defect = findSchemaDefect(parsed.parameters_schema);
  if (defect !== null) {
    throw new TaskwrightError('invalid_input', `The template is not right: "parameters_schema": ${defect.reason}.`, {
      hint: defect.hint,
    });
  }
  return {
    id: parsed.template_id,
    name: parsed.name ?? parsed.template_id,
    description: parsed.description ?? null,
    version: parsed.version,
    category: parsed.category ?? null,
    parametersSchema: parsed.parameters_schema,
    root: parsed.task_structure.root_task,
  };
}
