import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

/** An MCP server as others write them: a tracker of issues, over stdin and stdout. */
const ISSUES = [
  { id: 1, title: 'Login fails', label: 'release', state: 'open' },
  { id: 2, title: 'Typo in the footer', label: 'release', state: 'closed' },
  { id: 3, title: 'Export is slow', label: 'release', state: 'open' },
  { id: 4, title: 'New logo', label: 'design', state: 'open' },
];

const tracker = new McpServer({ name: 'tracker', version: '1.0.0' });

tracker.registerTool('search_issues', { inputSchema: { label: z.string() } }, ({ label }) => {
  const structuredContent = { issues: ISSUES.filter((issue) => issue.label === label) };
  return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
});

tracker.registerTool('add_comment', { inputSchema: { issue: z.number(), text: z.string() } }, ({ issue, text }) => ({
  content: [{ type: 'text', text: `#${issue} ${text}` }],
}));

await tracker.connect(new StdioServerTransport());
