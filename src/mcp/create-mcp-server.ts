import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CallToolResult,
  type CreateTaskResult,
  EmptyResultSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject } from '../domain/json.js';
import { callTool } from './call-tool.js';
import { serveCompletions } from './completions.js';
import { createElicitor } from './elicitation.js';
import { createDefinitionTools } from './definition-tools.js';
import { INSTRUCTIONS } from './instructions.js';
import type { McpClients } from './mcp-clients.js';
import { servePrompts } from './prompts.js';
import { serveResources } from './resources.js';
import { serveRunTasks, toCreatedTask } from './run-tasks/serve-run-tasks.js';
import { toListing } from './to-listing.js';
import { findReasonAgainst, isListed, type ToolChoice } from './tool-choice.js';
import type { Tool, ToolContext, ToolProgress } from './tool.js';
import { ALL_TOOLS } from './tools/all-tools.js';
import { sendSignalTool } from './tools/send-signal.js';

export interface McpServerOptions extends ToolChoice {
  /** In whose name, and where, agents act. May come later: a client is greeted at once, and its calls wait. */
  readonly clients: McpClients | Promise<McpClients>;
  /** What clients are told as the version of the server. */
  readonly version: string;
  /** Whether calls that start runs or wait for them may be tasks of MCP; yes unless said. */
  readonly offersTasks?: boolean;
  /** Told what callers are not: faults of our own. */
  readonly onInternal?: (thrown: unknown) => void;
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** How often somebody else's new definitions are looked for. */
const SWEEP_MS = 60_000;

const BY_NAME = new Map(ALL_TOOLS.map((tool) => [tool.name, tool]));

/**
 * Tasks and runs as tools, resources and prompts of MCP. One server a connection: `connect` it to a transport of the SDK, and
 * `close` it at the end. Calls never throw: what goes wrong is a result with `isError`.
 */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { clients, version, onInternal = () => undefined, offersTasks = true } = options;
  const mcp = new McpServer(
    { name: 'taskwright', title: 'Taskwright', version },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: {},
        prompts: {},
        completions: {},
        ...(offersTasks && { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } }),
      },
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
  if (offersTasks) serveRunTasks(mcp, { choice: options, findTool, toContext, onInternal });

  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const tools = await listTools();
    listedNames = toNames(tools);
    return { tools: tools.map((tool) => toListing(tool, { offersTasks })) };
  });

  server.removeRequestHandler('tools/call');
  // Not by its schema: what is wrong with a call is a result, which a model reads and mends.
  server.fallbackRequestHandler = async ({ method, params }, extra) => {
    if (method !== 'tools/call') throw new McpError(ErrorCode.MethodNotFound, 'Method not found');
    const { name, arguments: given, task } = isJsonObject(params) ? params : {};
    const called = typeof name === 'string' ? name : '';
    const result = await (offersTasks && isJsonObject(task)
      ? callAsTask(called, given, extra)
      : call(called, given, extra));
    void announceChanges();
    return result;
  };

  const sweep = setInterval(() => void announceChanges(), SWEEP_MS);
  sweep.unref();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no EventTarget
  server.onclose = () => clearInterval(sweep);
  return mcp;

  function call(name: string, given: unknown, extra: Extra): Promise<CallToolResult> {
    return callTool({
      name,
      given,
      choice: options,
      findTool,
      listNames: async () => (await listTools()).map((tool) => tool.name),
      toContext: (requestToken) => toContext(extra, requestToken),
      onInternal,
    });
  }

  async function callAsTask(name: string, given: unknown, extra: Extra): Promise<CreateTaskResult> {
    const tool = await findTool(name);
    const { asTask = null } = tool ?? {};
    if (tool === null || asTask === null) {
      throw new McpError(ErrorCode.MethodNotFound, `${name.slice(0, 100)} cannot be called as a task.`);
    }
    const result = await call(name, isJsonObject(given) ? asTask(given) : given, extra);
    return toCreatedTask(tool, result, await toContext(extra));
  }

  async function toContext(extra: Extra, requestToken?: string): Promise<ToolContext> {
    const { signal, _meta, sendNotification, sendRequest } = extra;
    const token = _meta?.progressToken;
    const report = ({ progress, total, message }: ToolProgress): void => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress, total, message };
      sendNotification({ method: 'notifications/progress', params: notification }).catch(onInternal);
    };
    const elicitor = createElicitor(server.getClientCapabilities()?.elicitation, {
      send: (request, schema, limits) => sendRequest(request, schema, limits),
      ping: (limit) => sendRequest({ method: 'ping' }, EmptyResultSchema, { signal: limit }),
      maySignal: findReasonAgainst(sendSignalTool, options) === null,
    });
    const reportProgress = token === undefined ? null : report;
    const { decideUrl = () => null, ...own } = await clients;
    return { ...own, signal, requestToken, decideUrl, elicitor, reportProgress };
  }

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
