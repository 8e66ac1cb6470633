import { toInputSchema } from './to-input-schema.js';
import type { Tool } from './tool.js';

/** A tool as `tools/list` shows it. */
export function toListing(tool: Tool, { offersTasks }: { readonly offersTasks: boolean }) {
  const { name, title, description, isReadOnly, isDestructive, asTask } = tool;
  const annotations = isReadOnly
    ? { readOnlyHint: true, openWorldHint: false }
    : { readOnlyHint: false, destructiveHint: isDestructive, idempotentHint: false, openWorldHint: false };
  const inputSchema = { ...toInputSchema(tool), type: 'object' as const };
  const execution = { taskSupport: 'optional' as const };
  return { name, title, description, inputSchema, annotations, ...(offersTasks && asTask !== null && { execution }) };
}
