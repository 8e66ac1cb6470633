import { batchCreateInput } from '../../tasks/verbs/batch-create.js';
import { defineTaskTool } from '../define-tool.js';

export const batchCreateTool = defineTaskTool({
  name: 'batch_create',
  title: 'Create many tasks',
  description:
    'Create many tasks at once, all or none. They name each other by task_id or ref in parent_task_id and dependencies.',
  input: batchCreateInput,
  toolset: 'tasks',
  isReadOnly: false,
  isRepeatable: true,
  verb: (tasks) => tasks.batchCreate,
});
