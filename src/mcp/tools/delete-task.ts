import { deleteTaskInput } from '../../tasks/verbs/delete-task.js';
import { defineTaskTool } from '../define-tool.js';

export const deleteTaskTool = defineTaskTool({
  name: 'delete_task',
  title: 'Delete a task',
  description: 'Archive a task with everything below it, or delete it for good with archive_instead = false.',
  input: deleteTaskInput,
  about: {
    force: 'Also while other tasks depend on it.',
  },
  toolset: 'tasks',
  isReadOnly: false,
  isDestructive: true,
  verb: (tasks) => tasks.delete,
});
