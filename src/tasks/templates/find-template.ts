import { and, asc, eq } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { readBuiltIn } from '../authored/built-in-folder.js';
import { readFolder } from '../authored/read-folder.js';
import { templates } from '../store/schema.js';
import type { TasksContext } from '../tasks-context.js';

/** A template as it was written, and where it came from: what is stored hides a file, a file what is built in. */
export interface FoundTemplate {
  readonly templateId: string;
  readonly source: 'stored' | 'file' | 'built_in';
  readonly document: JsonObject;
}

type Place = Pick<TasksContext, 'db' | 'workspace' | 'folders'>;

/** By id. Throws invalid_input for a file that cannot be read. */
export async function listAllTemplates(context: Place): Promise<readonly FoundTemplate[]> {
  const { db, workspace } = context;
  const rows = await db.database
    .select({ document: templates.body })
    .from(templates)
    .where(eq(templates.workspace, workspace))
    .orderBy(asc(templates.id));
  const found = new Map<string, FoundTemplate>();
  for (const one of await readTemplateFiles(context)) found.set(one.templateId, one);
  for (const { document } of rows) {
    const templateId = toId(document['template_id']);
    found.set(templateId, { templateId, source: 'stored', document });
  }
  return [...found.values()].sort((one, other) => (one.templateId < other.templateId ? -1 : 1));
}

/** Throws not_found. */
export async function requireTemplate(context: Place, templateId: string): Promise<FoundTemplate> {
  const stored = await findStored(context, templateId);
  if (stored !== null) return stored;
  const file = (await readTemplateFiles(context)).find((one) => one.templateId === templateId);
  if (file) return file;
  throw new TaskwrightError('not_found', `There is no template "${templateId.slice(0, 200)}".`, {
    hint: 'List them with "taskwright templates list" or list_templates.',
  });
}

async function findStored({ db, workspace }: Place, templateId: string): Promise<FoundTemplate | null> {
  const [row] = await db.database
    .select({ document: templates.body })
    .from(templates)
    .where(and(eq(templates.workspace, workspace), eq(templates.id, templateId)));
  return row ? { templateId, source: 'stored', document: row.document } : null;
}

/** Those built in, then the user's own. */
async function readTemplateFiles({ folders }: Place): Promise<readonly FoundTemplate[]> {
  const [builtIn, own] = await Promise.all([readBuiltIn('templates'), readFolder(folders.templates)]);
  const found = new Map<string, FoundTemplate>();
  for (const { document } of builtIn) {
    const templateId = toId(document['template_id']);
    found.set(templateId, { templateId, source: 'built_in', document });
  }
  for (const { file, document } of own) {
    const templateId = toId(document['template_id'] ?? file.replace(/\.[^.]*$/, ''));
    found.set(templateId, { templateId, source: 'file', document: { template_id: templateId, ...document } });
  }
  return [...found.values()];
}

function toId(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
