import { readFileSync } from 'node:fs';
import JSON5 from 'json5';
import { parseMcpServers, type McpServers } from '../../actions/mcp/mcp-servers.js';
import { TaskwrightError } from '../../domain/errors.js';

/** Comments and trailing commas are taken, as editors write them. None for null. Throws invalid_input. */
export function loadMcpServers(file: string | null): McpServers {
  return file === null ? new Map() : parseMcpServers(read(file));
}

function read(file: string): unknown {
  try {
    return JSON5.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file of MCP servers cannot be read: ${file}.`, {
      hint: 'TASKWRIGHT_MCP_SERVERS or --mcp-servers names a JSON file.',
      cause: thrown,
    });
  }
}
