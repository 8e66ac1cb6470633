import { z } from 'zod';
import { ID_RULE, isValidId } from '../../domain/ids.js';

/** Calls a tool of an MCP server that the worker is configured with. */
export const mcpInput = z.strictObject({
  server: z.string().refine(isValidId, { error: ID_RULE }),
  tool: z.string().min(1).max(256),
  arguments: z.record(z.string(), z.unknown()).default({}),
});
