import { toInputSchema } from './to-input-schema.js';
import type { Tool } from './tool.js';

/** A tool as `tools/list` shows it. */
export function toListing(tool: Tool) {
  const { name, title, description, isReadOnly, isDestructive } = tool;
  const annotations = isReadOnly
    ? { readOnlyHint: true, openWorldHint: false }
    : { readOnlyHint: false, destructiveHint: isDestructive, idempotentHint: false, openWorldHint: false };
  return { name, title, description, inputSchema: { ...toInputSchema(tool), type: 'object' as const }, annotations };
}
