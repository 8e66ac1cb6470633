import { getTaskInput } from '../../tasks/verbs/get-task.js';
import { getInRun } from '../../tasks/in-run/work-in-run.js';
import { defineWorkTool } from '../define-tool.js';

export const getTaskTool = defineWorkTool({
  name: 'get_task',
  title: 'Read a task',
  description: 'Read one task with its status and attributes, and what else is asked for.',
  input: getTaskInput,
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: true,
  verb: (tasks) => tasks.get,
  inRun: getInRun,
});
