import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer, type McpServerOptions } from '../../mcp/create-mcp-server.js';
import { MAX_MESSAGE_BYTES } from '../../mcp/message-size.js';

/** Until the client closes its end. Nothing else may write to stdout meanwhile. */
export async function serveStdio(options: McpServerOptions, signal: AbortSignal): Promise<void> {
  const { stdin, stdout } = process;
  const mcp = createMcpServer(options);
  const transport = new StdioServerTransport(stdin, stdout, { maxBufferSize: MAX_MESSAGE_BYTES });
  const closed = new Promise<void>((resolve) => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no EventTarget
    transport.onclose = resolve;
  });
  const ended = Promise.race([once(stdin, 'end', { signal }), once(stdin, 'close', { signal })]);
  await mcp.connect(transport);
  try {
    await Promise.race([closed, ended]);
  } finally {
    await mcp.close();
  }
}
