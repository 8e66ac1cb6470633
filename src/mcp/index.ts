export type { Scope } from '../access/scopes.js';
export { createMcpServer, type McpServerOptions } from './create-mcp-server.js';
export { createMcpEndpoint, type McpEndpoint } from './http/mcp-endpoint.js';
export type { McpClients } from './mcp-clients.js';
export { parseToolsets, type ToolChoice } from './tool-choice.js';
