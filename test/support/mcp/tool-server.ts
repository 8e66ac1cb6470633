import { appendFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const text = (...texts: readonly string[]): CallToolResult => ({
  content: texts.map((one) => ({ type: 'text', text: one })),
});

/** The tools that tests call from tasks. What is worth noting goes into the file at `log`. */
export function createToolServer({ log }: { readonly log: string }): McpServer {
  const mcp = new McpServer({ name: 'tools', version: '1.0.0' });
  const note = (line: string): void => appendFileSync(log, `${line}\n`);
  note('started');

  mcp.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, ({ a, b }) => ({
    ...text(String(a + b)),
    structuredContent: { sum: a + b },
  }));
  mcp.registerTool('say', { inputSchema: { texts: z.array(z.string()) } }, ({ texts }) => text(...texts));
  mcp.registerTool('variable', { inputSchema: { name: z.string() } }, ({ name }) => text(process.env[name] ?? ''));
  mcp.registerTool('key', {}, ({ _meta }) => text(String(_meta?.['taskwright/idempotency-key'])));
  mcp.registerTool('fail', { inputSchema: { words: z.string() } }, ({ words }) => {
    note('failed');
    return { ...text(words), isError: true };
  });
  mcp.registerTool('hang', {}, async ({ signal }) => {
    note('hanging');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    note('cancelled');
    return text();
  });
  mcp.registerTool('exit', {}, () => {
    note('exiting');
    process.stderr.write('out of memory\n');
    return process.exit(1);
  });
  mcp.registerTool('long', { inputSchema: { length: z.number() } }, ({ length }) => text('x'.repeat(length)));
  return mcp;
}
