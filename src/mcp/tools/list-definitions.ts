import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { pageFields, toPage } from '../page.js';

export const listDefinitionsTool = defineTool({
  name: 'list_definitions',
  title: 'List definitions',
  description: 'List the workflow definitions that can be run by id, each with what it takes as input.',
  input: z.strictObject({ search: z.string().optional(), ...pageFields }),
  about: { search: 'Part of an id, a title or a description.' },
  toolset: 'runs',
  isReadOnly: true,
  async handler({ client }, request) {
    const kept = await client.listDefinitions();
    const all = await Promise.all(
      kept.map(async ({ id, version, hash, createdAt }) => {
        const { definition } = await client.findDefinition({ id, version });
        const { title = null, description = null } = definition.root;
        return { id, version, title, description, input: definition.input, hash, created_at: createdAt };
      }),
    );
    const wanted = request.search?.toLowerCase();
    const found =
      wanted === undefined
        ? all
        : all.filter(({ id, title, description }) => [id, title, description].some((text) => holds(text, wanted)));
    return toPage('definitions', found, request);
  },
});

function holds(text: string | null, wanted: string): boolean {
  return text?.toLowerCase().includes(wanted) ?? false;
}
