import { TaskwrightError } from '../../domain/errors.js';
import type { JsonValue } from '../../domain/json.js';
import { createEgressPolicy } from '../egress/egress-policy.js';
import { createGuardedAgent } from '../egress/guarded-agent.js';
import { createMasker, type Masker } from '../masker.js';
import type { SecretSource } from '../secret-source.js';
import { fillReferences } from './fill-references.js';
import { MAX_MESSAGE_BYTES, type McpConnection, type ToolRequest } from './mcp-connection.js';
import { createMcpConnections } from './mcp-connections.js';
import { isConnectionLost, isSessionGone, shorten, toCallFailure } from './mcp-failure.js';
import { toFailureText, toToolOutput } from './mcp-result.js';
import type { McpServerConfig } from './mcp-servers.js';

export interface ServerCallerOptions {
  readonly secrets: SecretSource;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly allowHosts: readonly string[];
  readonly idleMs: number;
}

export interface ServerCall {
  /** Of the server. */
  readonly name: string;
  readonly config: McpServerConfig;
  readonly request: ToolRequest;
  readonly mask: (text: string) => string;
}

export interface ServerCaller {
  call(call: ServerCall): Promise<JsonValue>;
  close(): Promise<void>;
}

const MAX_OUTPUT_LENGTH = 8 * 1024 * 1024;
const SHOWN_NAMES = 20;

/** Everything of `mcp` that needs the SDK, which workers load when a task calls the first tool. */
export function createServerCaller({ secrets, env, allowHosts, idleMs }: ServerCallerOptions): ServerCaller {
  const agent = createGuardedAgent({
    policy: createEgressPolicy({ allowHosts }),
    maxResponseBytes: MAX_MESSAGE_BYTES,
  });
  const connections = createMcpConnections({ agent, idleMs });

  async function call({ name, config, request, mask: maskSecrets }: ServerCall): Promise<JsonValue> {
    const server = fillReferences({ name, config }, { secrets: await secrets.load(), env });
    const masker = createMasker(server.credentials);
    const mask = (text: string): string => masker.text(maskSecrets(text));
    const attempt = async (): Promise<JsonValue> => {
      let isFirstUse = true;
      let lastWords = '';
      try {
        return await connections.use({ name, server, signal: request.signal }, async (connection, isFresh) => {
          isFirstUse = isFresh;
          try {
            return await callTool(connection, { name, request, mask, masker });
          } finally {
            lastWords = connection.lastWords();
          }
        });
      } catch (thrown) {
        request.signal.throwIfAborted();
        if (isConnectionLost(thrown)) connections.forget(name);
        if (!isFirstUse && isSessionGone(thrown)) return attempt();
        throw toCallFailure(thrown, { server: name, tool: request.tool, lastWords, mask });
      }
    };
    return attempt();
  }

  return {
    call,
    async close() {
      await connections.close();
      await agent.close();
    },
  };
}

interface ToolCall {
  readonly name: string;
  readonly request: ToolRequest;
  readonly mask: (text: string) => string;
  readonly masker: Masker;
}

async function callTool(connection: McpConnection, call: ToolCall): Promise<JsonValue> {
  const { name, request, mask, masker } = call;
  const result = await connection.callTool(request).catch(async (thrown: unknown) => {
    throw (await findMissingTool(connection, call, thrown)) ?? thrown;
  });
  if (result.isError === true) {
    const words = shorten(toFailureText(result), { mask });
    const failure = new TaskwrightError(
      'task_failed',
      `The tool "${request.tool}" of the MCP server "${name}" failed${words === '' ? '.' : `: ${words}`}`,
      { isRetryable: true },
    );
    throw (await findMissingTool(connection, call, failure)) ?? failure;
  }
  const output = masker.json(toToolOutput(result));
  if (JSON.stringify(output).length <= MAX_OUTPUT_LENGTH) return output;
  throw new TaskwrightError(
    'task_failed',
    `The tool "${request.tool}" of the MCP server "${name}" returned more than 8 MiB, which is the limit of mcp.`,
    { isRetryable: false, hint: 'Ask it for less.' },
  );
}

/** Servers refuse a tool that they do not have in many words, so the list is what tells. */
async function findMissingTool(
  connection: McpConnection,
  { name, request: { tool, signal }, mask }: ToolCall,
  thrown: unknown,
): Promise<TaskwrightError | null> {
  if (signal.aborted || !connection.isOpen()) return null;
  const tools = await connection.listTools(signal).catch(() => null);
  if (tools === null || tools.includes(tool)) return null;
  const said = thrown instanceof Error ? ` It said: ${shorten(thrown.message, { mask })}` : '';
  const shown = tools.slice(0, SHOWN_NAMES).join(', ');
  return new TaskwrightError('not_found', `The MCP server "${name}" has no tool "${tool}".${said}`, {
    hint: tools.length === 0 ? 'It has none.' : `It has ${shown}${tools.length > SHOWN_NAMES ? ', …' : ''}.`,
    isRetryable: false,
    cause: thrown,
  });
}
