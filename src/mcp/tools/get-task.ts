import { getTaskInput } from '../../tasks/verbs/get-task.js';
import { defineTaskTool } from '../define-tool.js';

export const getTaskTool = defineTaskTool({
  name: 'get_task',
  title: 'Read a task',
  description: 'Read one task with its status and attributes, and what else is asked for.',
  input: getTaskInput,
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: true,
  verb: (tasks) => tasks.get,
});
