import { moveTaskInput } from '../../tasks/verbs/move-task.js';
import { defineTaskTool } from '../define-tool.js';

export const moveTaskTool = defineTaskTool({
  name: 'move_task',
  title: 'Move a task',
  description: 'Put a task, with everything below it, under another parent.',
  input: moveTaskInput,
  toolset: 'tasks',
  isReadOnly: false,
  verb: (tasks) => tasks.move,
});
