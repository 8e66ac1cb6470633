import { updateTaskInput } from '../../tasks/verbs/update-task.js';
import { defineTaskTool } from '../define-tool.js';

export const updateTaskTool = defineTaskTool({
  name: 'update_task',
  title: 'Change a task',
  description: 'Change fields of a task. Attributes are merged; null removes one.',
  input: updateTaskInput,
  about: {
    updates: 'The same fields, under one key.',
    expected_version: 'Refuse if somebody has changed it since.',
  },
  terse: ['updates'],
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  verb: (tasks) => tasks.update,
});
