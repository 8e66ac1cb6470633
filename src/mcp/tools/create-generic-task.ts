import { newTaskInput } from '../../tasks/inputs/new-task.js';
import { defineTaskTool } from '../define-tool.js';

export const createGenericTaskTool = defineTaskTool({
  name: 'create_generic_task',
  title: 'Create a task',
  description:
    'Create one task of any task_type with free attributes, below a parent or as the root of a new tree. Use it where plan_task is too plain.',
  input: newTaskInput,
  about: {
    task_type: 'Any label, such as user_story; approval_gate waits for a decision.',
    attributes: 'Any JSON; title may stand in it.',
    sla: 'Time until it is due, such as "15 minutes".',
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  isRepeatable: true,
  verb: (tasks) => tasks.create,
});
