import { getStatusInput } from '../../tasks/verbs/get-status.js';
import { defineTaskTool } from '../define-tool.js';

export const getStatusTool = defineTaskTool({
  name: 'get_status',
  title: 'Look around',
  description:
    'See what is going on: how many tasks stand how, what is active, what is blocked on what, which runs wait.',
  input: getStatusInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.getStatus,
});
