import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { readAuthoredText, toAuthoredObject } from '../authored/read-text.js';
import { id, name, parseInput } from '../inputs/scalars.js';
import { templates } from '../store/schema.js';
import type { TasksContext } from '../tasks-context.js';
import { checkTemplate } from '../templates/check-template.js';
import { listAllTemplates, requireTemplate } from '../templates/find-template.js';
import { loadTemplate } from '../templates/load-template.js';
import { toNodeViews, toParameterViews, toTemplateSummary } from '../templates/template-view.js';

export const createTemplateInput = z.strictObject({
  /** JSON, or the text of it in JSON5 or YAML. */
  template: z.union([z.string(), z.record(z.string(), z.unknown())]),
  overwrite: z.boolean().default(false),
});

/** Keeps a template. Throws invalid_input (what is wrong with it), conflict (there is one with that id). */
export async function createTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { template: written, overwrite } = parseInput(createTemplateInput, input);
  const subject = 'The template';
  const document =
    typeof written === 'string' ? readAuthoredText(written, subject) : toAuthoredObject(written, subject);
  const find = async (templateId: string) => (await requireTemplate(context, templateId)).document;
  const loaded = await loadTemplate(document, find);
  checkTemplate(loaded);
  const { template } = loaded;
  await store(
    context,
    { templateId: template.id, version: template.version, category: template.category, document },
    overwrite,
  );
  return {
    template_id: template.id,
    version: template.version,
    parameters: toParameterViews(template),
    tasks: toNodeViews(template.root),
  };
}

async function store(
  { db, workspace, actor, now }: TasksContext,
  template: {
    readonly templateId: string;
    readonly version: string;
    readonly category: string | null;
    readonly document: JsonObject;
  },
  overwrites: boolean,
): Promise<void> {
  const { templateId, version, category, document } = template;
  const at = now();
  const changed = { version, category, body: document, updatedAt: at };
  const insert = db.database
    .insert(templates)
    .values({ workspace, id: templateId, ...changed, createdBy: actor.name, createdAt: at });
  const target = [templates.workspace, templates.id];
  const [row] = await (
    overwrites ? insert.onConflictDoUpdate({ target, set: changed }) : insert.onConflictDoNothing({ target })
  ).returning({ id: templates.id });
  if (row) return;
  throw new TaskwrightError('conflict', `There is a template "${templateId}" already.`, {
    hint: 'Set "overwrite" to replace it; tasks that were made from it stay as they are.',
  });
}

export const listTemplatesInput = z.strictObject({ category: name.optional() });

export async function listTemplates(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { category } = parseInput(listTemplatesInput, input ?? {});
  const all = (await listAllTemplates(context)).map(toTemplateSummary);
  const listed = category === undefined ? all : all.filter((one) => one['category'] === category);
  return { templates: listed, total_count: listed.length };
}

export const templateRefInput = z.strictObject({ template_id: id });

/** As it was written, with what its bases say. Throws not_found. */
export async function getTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { template_id: templateId } = parseInput(templateRefInput, input);
  const found = await requireTemplate(context, templateId);
  const find = async (other: string) => (await requireTemplate(context, other)).document;
  const { template } = await loadTemplate(found.document, find);
  return {
    ...toTemplateSummary(found),
    parameters: toParameterViews(template),
    tasks: toNodeViews(template.root),
    template: found.document,
  };
}

/** Throws not_found, and conflict for one that is a file or built in. */
export async function deleteTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { template_id: templateId } = parseInput(templateRefInput, input);
  const { db, workspace } = context;
  const [gone] = await db.database
    .delete(templates)
    .where(and(eq(templates.workspace, workspace), eq(templates.id, templateId)))
    .returning({ id: templates.id });
  if (gone) return { template_id: templateId, deleted: true };
  const { source } = await requireTemplate(context, templateId);
  const what = source === 'file' ? 'is a file' : 'comes with Taskwright';
  throw new TaskwrightError('conflict', `The template "${templateId}" ${what} and is not deleted.`, {
    hint: source === 'file' ? 'Remove the file.' : 'Store another one under its id to hide it.',
  });
}
