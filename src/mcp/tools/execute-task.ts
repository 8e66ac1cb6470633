import { executeTaskInput } from '../../tasks/verbs/execute-task.js';
import { executeInRun } from '../../tasks/in-run/work-in-run.js';
import { defineWorkTool } from '../define-tool.js';

export const executeTaskTool = defineWorkTool({
  name: 'execute_task',
  title: 'Claim a task',
  description:
    'Claim a task to work on it now, and get what its specialist has to know. Refused while something it depends on is open; then the blockers are named.',
  input: executeTaskInput,
  about: {
    lease: 'How long it is yours without a sign of life, such as 30m; until it is handed in unless given.',
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  verb: (tasks) => tasks.execute,
  inRun: executeInRun,
});
