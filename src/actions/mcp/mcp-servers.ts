import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { ID_RULE, isValidId } from '../../domain/ids.js';
import { isJsonObject } from '../../domain/json.js';

/** A program that speaks MCP over its stdin and stdout. */
export interface StdioMcpServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs; the worker's own directory where it is left out. */
  readonly cwd?: string | undefined;
}

/** A server that speaks Streamable HTTP. */
export interface HttpMcpServer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Texts may refer to secrets and to the worker's environment: `${{ secrets.NAME }}`, `${NAME}`, `$NAME`; `$$` is a dollar. */
export type McpServerConfig = StdioMcpServer | HttpMcpServer;

/** By the name that tasks call them by. */
export type McpServers = ReadonlyMap<string, McpServerConfig>;

const texts = z.record(z.string(), z.coerce.string());

const stdioServer = z.object({
  type: z.literal('stdio').optional(),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: texts.default({}),
  cwd: z.string().min(1).optional(),
});

const httpServer = z.object({
  type: z.enum(['http', 'streamable-http', 'streamableHttp']).optional(),
  url: z.string().min(1),
  headers: texts.default({}),
});

/**
 * The servers of an `mcpServers` file, as other clients have it too; what only they know is ignored, and so is a server that
 * is `disabled`. Throws invalid_input, and never repeats a value: there may be a credential in it.
 */
export function parseMcpServers(file: unknown): McpServers {
  const listed = isJsonObject(file) ? (file['mcpServers'] ?? file['servers']) : undefined;
  if (!isJsonObject(listed)) {
    throw refused('has no "mcpServers"', 'Write { "mcpServers": { "search": { "command": "npx", "args": ["…"] } } }.');
  }
  const enabled = Object.entries(listed).filter(([, entry]) => !(isJsonObject(entry) && entry['disabled'] === true));
  return new Map(enabled.map(([name, entry]) => [name, parseServer(name, entry)]));
}

function parseServer(name: string, entry: unknown): McpServerConfig {
  if (!isValidId(name)) throw refused(`calls a server "${name.slice(0, 100)}"`, ID_RULE);
  if (!isJsonObject(entry) || 'command' in entry === 'url' in entry) {
    throw refused(`must give "${name}" either a command or a url`, 'A url is one of Streamable HTTP.');
  }
  const parsed = ('command' in entry ? stdioServer : httpServer).safeParse(entry);
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    throw refused(`is wrong about "${name}": ${places.join('; ')}`, 'A server has command, args, env or url, headers.');
  }
  return parsed.data;
}

function refused(what: string, hint: string): TaskwrightError {
  return new TaskwrightError('invalid_input', `The file of MCP servers ${what}.`, { hint });
}
