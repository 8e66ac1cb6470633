import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { readRunFields } from '../run-view.js';

export const cancelRunTool = defineTool({
  name: 'cancel_run',
  title: 'Cancel a run',
  description: 'Ask a run to stop what it does and to end as cancelled; it may take a moment to stop.',
  input: z.strictObject({ run_id: z.string(), reason: z.string().max(1_000).optional() }),
  toolset: 'runs',
  scope: 'run',
  isReadOnly: false,
  isDestructive: true,
  async handler(context, { run_id: runId, reason }) {
    await context.client.cancel({ runId, reason, by: context.tasks.actor.name });
    return readRunFields(context, runId);
  },
});
