import { z } from 'zod';
import type { TaskwrightClient } from '../../client/create-client.js';
import type { DefinitionView } from '../../client/definitions.js';
import { defineTool } from '../define-tool.js';
import { toOffset, toPageEnd } from '../../tasks/inputs/page.js';
import { pageFields, toPage } from '../page.js';

export const listDefinitionsTool = defineTool({
  name: 'list_definitions',
  title: 'List definitions',
  description: 'List the workflow definitions that can be run by id, each with what it takes as input.',
  input: z.strictObject({ search: z.string().optional(), ...pageFields }),
  about: { search: 'Part of an id, a title or a description.' },
  toolset: 'runs',
  isReadOnly: true,
  async handler({ client }, { search, ...page }) {
    const kept = await client.listDefinitions();
    if (search !== undefined) {
      const all = await describe(client, kept);
      const found = all.filter((one) => mentions(one, search.toLowerCase()));
      return toPage('definitions', found, page);
    }
    const offset = toOffset(page);
    const definitions = await describe(client, kept.slice(offset, offset + page.limit));
    return { definitions, ...toPageEnd(kept.length, { offset, size: definitions.length }) };
  },
});

function describe(client: TaskwrightClient, kept: readonly DefinitionView[]) {
  return Promise.all(
    kept.map(async ({ id, version, hash, createdAt }) => {
      const { definition } = await client.findDefinition({ id, version });
      const { title = null, description = null } = definition.root;
      return { id, version, title, description, input: definition.input, hash, created_at: createdAt };
    }),
  );
}

function mentions(
  {
    id,
    title,
    description,
  }: { readonly id: string; readonly title: string | null; readonly description: string | null },
  wanted: string,
): boolean {
  return [id, title, description].some((text) => text?.toLowerCase().includes(wanted) ?? false);
}
