import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject } from '../domain/json.js';
import { callTool } from './call-tool.js';
import { serveCompletions } from './completions.js';
import { createDefinitionTools } from './definition-tools.js';
import { INSTRUCTIONS } from './instructions.js';
import type { McpClients } from './mcp-clients.js';
import { servePrompts } from './prompts.js';
import { serveResources } from './resources.js';
import { toListing } from './to-listing.js';
import { isListed, type ToolChoice } from './tool-choice.js';
import type { Tool, ToolProgress } from './tool.js';
import { ALL_TOOLS } from './tools/all-tools.js';

export interface McpServerOptions extends ToolChoice {
  /** In whose name, and where, agents act. May come later: a client is greeted at once, and its calls wait. */
  readonly clients: McpClients | Promise<McpClients>;
  /** What clients are told as the version of the server. */
  readonly version: string;
  /** Where a person decides what waits at `path` of a run; null where there is no such page. */
  readonly decideUrl?: (runId: string, path: string) => string | null;
  /** Told what callers are not: faults of our own. */
  readonly onInternal?: (thrown: unknown) => void;
}

/** How often somebody else's new definitions are looked for. */
const SWEEP_MS = 60_000;

const BY_NAME = new Map(ALL_TOOLS.map((tool) => [tool.name, tool]));

/**
 * Tasks and runs as tools, resources and prompts of MCP. One server a connection: `connect` it to a transport of the SDK, and
 * `close` it at the end. Calls never throw: what goes wrong is a result with `isError`.
 */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { clients, version, decideUrl = () => null, onInternal = () => undefined } = options;
  const mcp = new McpServer(
    { name: 'taskwright', title: 'Taskwright', version },
    {
      capabilities: { tools: { listChanged: true }, resources: {}, prompts: {}, completions: {} },
      instructions: INSTRUCTIONS,
    },
  );
  const { server } = mcp;
  const definitionTools = createDefinitionTools();
  let listedNames: string | null = null;
  const ready = async (): Promise<McpClients> => clients;

  serveResources(mcp, { clients: ready, onInternal });
  servePrompts(mcp);
  serveCompletions(mcp, ready);

  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const tools = await listTools();
    listedNames = toNames(tools);
    return { tools: tools.map(toListing) };
  });

  server.removeRequestHandler('tools/call');
  // Not by its schema: what is wrong with a call is a result, which a model reads and mends.
  server.fallbackRequestHandler = async ({ method, params }, { signal, _meta, sendNotification }) => {
    if (method !== 'tools/call') throw new McpError(ErrorCode.MethodNotFound, 'Method not found');
    const { name, arguments: given } = isJsonObject(params) ? params : {};
    const token = _meta?.progressToken;
    const report = ({ progress, total, message }: ToolProgress): void => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress, total, message };
      sendNotification({ method: 'notifications/progress', params: notification }).catch(onInternal);
    };
    const reportProgress = token === undefined ? null : report;
    const result = await callTool({
      name: typeof name === 'string' ? name : '',
      given,
      choice: options,
      findTool,
      listNames: async () => (await listTools()).map((tool) => tool.name),
      toContext: async (requestToken) => ({ ...(await clients), signal, requestToken, decideUrl, reportProgress }),
      onInternal,
    });
    void announceChanges();
    return result;
  };

  const sweep = setInterval(() => void announceChanges(), SWEEP_MS);
  sweep.unref();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no EventTarget
  server.onclose = () => clearInterval(sweep);
  return mcp;

  async function listTools(): Promise<readonly Tool[]> {
    const { client } = await clients;
    const tools = [...ALL_TOOLS, ...(await definitionTools.list(client))];
    return tools.filter((tool) => isListed(tool, options));
  }

  async function findTool(name: string): Promise<Tool | null> {
    return BY_NAME.get(name) ?? definitionTools.find((await clients).client, name);
  }

  /** Once a client has asked for the list, it is told when another one would be answered. */
  async function announceChanges(): Promise<void> {
    if (listedNames === null) return;
    try {
      const names = toNames(await listTools());
      if (names === listedNames) return;
      listedNames = names;
      await server.sendToolListChanged();
    } catch (thrown) {
      onInternal(thrown);
    }
  }
}

function toNames(tools: readonly Tool[]): string {
  return tools.map(({ name }) => name).join(' ');
}
