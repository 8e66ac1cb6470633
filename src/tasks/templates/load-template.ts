import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { writeOutBase, type FindDocument } from './extend-template.js';
import { parseTemplate, type Template, type TemplateNode } from './template.js';

/** A template and all that it includes, by id. */
export interface LoadedTemplate {
  readonly template: Template;
  readonly included: ReadonlyMap<string, Template>;
}

/** Throws invalid_input for a template that is wrong or includes itself, not_found for one that it includes. */
export async function loadTemplate(document: JsonObject, find: FindDocument): Promise<LoadedTemplate> {
  const template = parseTemplate(await writeOutBase(document, find));
  const included = new Map<string, Template>();
  const collect = async (from: Template, path: readonly string[]): Promise<void> => {
    for (const templateId of listIncludes(from.root)) {
      if (path.includes(templateId)) {
        throw new TaskwrightError(
          'invalid_input',
          `The template includes itself: ${[...path, templateId].join(' → ')}.`,
        );
      }
      if (included.has(templateId)) continue;
      const found = parseTemplate(await writeOutBase(await find(templateId), find));
      await collect(found, [...path, templateId]);
      included.set(templateId, found);
    }
  };
  await collect(template, [template.id]);
  return { template, included };
}

function listIncludes({ include, children }: TemplateNode): readonly string[] {
  const below = children.flatMap(listIncludes);
  return [...new Set(include === null ? below : [include.templateId, ...below])];
}
