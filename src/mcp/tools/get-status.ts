import { getStatusInput } from '../../tasks/verbs/get-status.js';
import { defineTool } from '../define-tool.js';
import { listEverythingWaiting } from '../waiting.js';

export const getStatusTool = defineTool({
  name: 'get_status',
  title: 'Look around',
  description:
    'See what is going on: how many tasks stand how, what is active, what is blocked on what, which runs wait.',
  input: getStatusInput,
  toolset: 'tasks',
  isReadOnly: true,
  async handler(context, input) {
    const [status, waiting] = await Promise.all([context.tasks.getStatus(input), listEverythingWaiting(context)]);
    return { ...status, waiting_runs: waiting };
  },
});
