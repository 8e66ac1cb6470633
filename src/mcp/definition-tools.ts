import type { DefinitionView } from '../client/definitions.js';
import type { TaskwrightClient } from '../client/create-client.js';
import type { ParsedDefinition } from '../definitions/parse-definition.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import { jsonObject } from '../tasks/inputs/scalars.js';
import { defineTool } from './define-tool.js';
import type { Tool } from './tool.js';
import { startAndWait } from './tools/run-definition.js';

type Definitions = Pick<TaskwrightClient, 'listDefinitions' | 'findDefinition'>;

/** With more of them, an agent finds them by list_definitions and starts them by run_definition. */
const MAX_DEFINITION_TOOLS = 25;

const PREFIX = 'run_';

export interface DefinitionTools {
  /** One for each definition that says `mcp: { tool: true }`, in its highest version; none where there are too many. */
  list(client: Definitions): Promise<readonly Tool[]>;
  find(client: Definitions, name: string): Promise<Tool | null>;
}

/** Remembers what it has read: a definition never changes under its hash. */
export function createDefinitionTools(): DefinitionTools {
  const byHash = new Map<string, Tool | null>();

  async function toTool(client: Definitions, view: DefinitionView): Promise<Tool | null> {
    const known = byHash.get(view.hash);
    if (known !== undefined) return known;
    const { definition } = await client.findDefinition(view);
    const tool = isTool(definition) ? createTool(definition) : null;
    byHash.set(view.hash, tool);
    return tool;
  }

  async function listAll(client: Definitions): Promise<readonly Tool[]> {
    const newest = new Map<string, DefinitionView>();
    for (const view of await client.listDefinitions()) if (!newest.has(view.id)) newest.set(view.id, view);
    const tools = await Promise.all([...newest.values()].map((view) => toTool(client, view)));
    return tools.filter((tool) => tool !== null);
  }

  return {
    async list(client) {
      const tools = await listAll(client);
      return tools.length > MAX_DEFINITION_TOOLS ? [] : tools;
    },
    async find(client, name) {
      if (!name.startsWith(PREFIX)) return null;
      return (await listAll(client)).find((tool) => tool.name === name) ?? null;
    },
  };
}

function isTool(definition: ParsedDefinition): boolean {
  return definition.mcp?.tool === true;
}

function createTool({ id, input, root }: ParsedDefinition): Tool {
  const title = root.title ?? id;
  return defineTool({
    name: `${PREFIX}${id}`,
    title,
    description: root.description ?? `Start a run of "${title}". It goes on by itself; read it with get_run.`,
    input: jsonObject,
    inputSchema: toArguments(input),
    toolset: 'runs',
    isDefault: true,
    scope: 'run',
    isReadOnly: false,
    isRepeatable: true,
    asTask: (given) => given,
    handler: (context, given) => startAndWait(context, { definition: { id }, input: given }),
  });
}

/** Tools take objects; a definition may say of its input only what it must hold. */
function toArguments(input: JsonObject): JsonObject {
  return { ...input, type: 'object', properties: isJsonObject(input['properties']) ? input['properties'] : {} };
}
