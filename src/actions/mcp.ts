import { TaskwrightError } from '../domain/errors.js';
import type { Action } from './action.js';
import { parseActionInput } from './action-input.js';
import { mcpInput } from './mcp/mcp-input.js';
import type { McpServers } from './mcp/mcp-servers.js';
import type { ServerCaller } from './mcp/server-caller.js';
import type { SecretSource } from './secret-source.js';

export interface McpActionOptions {
  readonly servers: McpServers;
  /** What `${{ secrets.NAME }}` in the configuration of a server stands for. */
  readonly secrets: SecretSource;
  /** What `$NAME` stands for; the environment of the worker unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts?: readonly string[];
  /** After which an unused connection is closed; five minutes unless said. */
  readonly idleMs?: number;
}

export interface McpAction extends Action {
  /** Closes connections and ends the programs that were started. */
  close(): Promise<void>;
}

const DEFAULT_IDLE_MS = 5 * 60_000;

/**
 * Calls a tool of a configured MCP server. Returns what the tool returns. Throws not_found for a server or a tool that is
 * not there, invalid_input for arguments that the tool does not take, forbidden for an address that is closed to actions,
 * or task_failed: the tool reported an error, or its server could not be reached.
 */
export function createMcpAction(options: McpActionOptions): McpAction {
  const { servers, secrets, env = process.env, allowHosts = [], idleMs = DEFAULT_IDLE_MS } = options;
  let opened: Promise<ServerCaller> | null = null;
  const open = async (): Promise<ServerCaller> => {
    const { createServerCaller } = await import('./mcp/server-caller.js');
    return createServerCaller({ secrets, env, allowHosts, idleMs });
  };
  return {
    name: 'mcp',
    input: mcpInput,
    async run(input, { idempotencyKey, signal, mask = (text) => text }) {
      const { server: name, tool, arguments: given } = parseActionInput('mcp', mcpInput, input);
      const config = servers.get(name);
      if (!config) throw serverNotFound(name, servers);
      const caller = await (opened ??= open());
      return caller.call({ name, config, mask, request: { tool, arguments: given, idempotencyKey, signal } });
    },
    async close() {
      await (await opened)?.close();
    },
  };
}

function serverNotFound(name: string, servers: McpServers): TaskwrightError {
  const known = [...servers.keys()].join(', ');
  return new TaskwrightError('not_found', `This worker has no MCP server "${name}".`, {
    hint:
      known === ''
        ? 'Give it a file with "mcpServers": TASKWRIGHT_MCP_SERVERS or --mcp-servers.'
        : `It has ${known}; others are added to the file of TASKWRIGHT_MCP_SERVERS or --mcp-servers.`,
    isRetryable: false,
  });
}
