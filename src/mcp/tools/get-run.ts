import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { readRunFields } from '../run-view.js';

export const getRunTool = defineTool({
  name: 'get_run',
  title: 'Read a run',
  description: 'Read how a run stands, what it waits for, and its output once it has ended.',
  input: z.strictObject({ run_id: z.string(), include_tasks: z.boolean().optional() }),
  toolset: 'runs',
  isDefault: true,
  isReadOnly: true,
  handler: (context, request) =>
    readRunFields(context, request.run_id, { includesTasks: request.include_tasks ?? false }),
});
