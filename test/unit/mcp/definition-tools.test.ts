import { expect, test } from 'vitest';
import { hashDefinition } from '../../../src/definitions/pinned-definition.js';
import { createDefinitionTools } from '../../../src/mcp/definition-tools.js';
import { define } from '../../support/engine/define.js';

/** So many definitions that say they are tools, and one that does not. */
function keep(count: number) {
  const yaml = (id: string, mcp: string) => define(`id: ${id}\nversion: 1.0.0\n${mcp}action: noop\n`);
  const tools = Array.from({ length: count }, (_, index) => yaml(`tool-${index}`, 'mcp: { tool: true }\n'));
  const all = [...tools, yaml('quiet', '')].map((definition) => ({ definition, ...hashDefinition(definition) }));
  return {
    listDefinitions: async () =>
      all.map(({ definition: { id, version }, hash }) => ({
        id,
        version,
        hash,
        createdAt: '2026-01-01T00:00:00.000Z',
      })),
    findDefinition: async ({ id }: { readonly id: string }) => {
      const found = all.find(({ definition }) => definition.id === id);
      if (!found) throw new Error(`There is no definition ${id}.`);
      return found;
    },
  };
}

test('twenty-five definitions have a tool each, and one that does not say so has none', async () => {
  const tools = await createDefinitionTools().list(keep(25));
  expect(tools.map(({ name }) => name)).toEqual(Array.from({ length: 25 }, (_, index) => `run_tool-${index}`));
});

test('of more than twenty-five none is listed, and each can be called all the same', async () => {
  const kept = keep(26);
  const definitionTools = createDefinitionTools();
  expect(await definitionTools.list(kept)).toEqual([]);
  expect((await definitionTools.find(kept, 'run_tool-25'))?.name).toBe('run_tool-25');
  expect(await definitionTools.find(kept, 'run_quiet')).toBeNull();
});
