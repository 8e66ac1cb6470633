import { cancelTaskInput } from '../../tasks/verbs/cancel-task.js';
import { defineTaskTool } from '../define-tool.js';

export const cancelTaskTool = defineTaskTool({
  name: 'cancel_task',
  title: 'Cancel a task',
  description: 'End a task, and everything open below it, without completing it.',
  input: cancelTaskInput,
  about: {
    preserve_work: 'Keep what was handed in.',
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  isDestructive: true,
  verb: (tasks) => tasks.cancel,
});
