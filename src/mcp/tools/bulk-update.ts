import { bulkUpdateInput } from '../../tasks/verbs/bulk-update.js';
import { defineTaskTool } from '../define-tool.js';

export const bulkUpdateTool = defineTaskTool({
  name: 'bulk_update',
  title: 'Change many tasks',
  description:
    'Change the same fields of many tasks, named by ids or found by filters; answers which could not be changed and why.',
  input: bulkUpdateInput,
  about: {
    filters: 'As in query_tasks.',
    updates: 'As in update_task.',
    dry_run: 'Only say what would change.',
  },
  terse: ['filters', 'updates'],
  toolset: 'tasks',
  isReadOnly: false,
  verb: (tasks) => tasks.bulkUpdate,
});
