import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import type { FoundTemplate } from './find-template.js';
import type { Template, TemplateNode } from './template.js';
import { toNames } from './sibling-names.js';

/** A line of a list. */
export function toTemplateSummary({ templateId, source, document }: FoundTemplate): JsonObject {
  return {
    template_id: templateId,
    name: toText(document['name']) ?? templateId,
    description: toText(document['description']),
    version: String(document['version'] ?? '1.0.0'),
    category: toText(document['category']),
    source,
  };
}

/** What whoever fills in the parameters has to know. */
export function toParameterViews({ parametersSchema }: Template): JsonObject[] {
  const { properties, required } = parametersSchema;
  if (!isJsonObject(properties)) return [];
  const wanted = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) => {
    const { type = null, description = null, enum: choices, default: value } = isJsonObject(schema) ? schema : {};
    return {
      name,
      type,
      description,
      required: wanted.includes(name),
      ...(choices === undefined ? {} : { enum: choices }),
      ...(value === undefined ? {} : { default: value }),
    };
  });
}

/** Every task as it is written, parents before children. */
export function toNodeViews(node: TemplateNode, parent: string | null = null): JsonObject[] {
  const [name = node.include?.templateId ?? ''] = toNames(node);
  const attributes = isJsonObject(node.fields['attributes']) ? node.fields['attributes'] : {};
  return [
    {
      name,
      task_type: node.taskType,
      title: toText(node.fields['title'] ?? attributes['title']),
      parent,
      dependencies: node.dependencies,
      repeats: node.repeat !== null,
      includes: node.include?.templateId ?? null,
    },
    ...node.children.flatMap((child) => toNodeViews(child, name)),
  ];
}

function toText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
