import { manageLifecycleInput } from '../../tasks/verbs/manage-lifecycle.js';
import { defineTaskTool } from '../define-tool.js';

export const manageLifecycleTool = defineTaskTool({
  name: 'manage_lifecycle',
  title: 'Change the stage',
  description:
    'Move a task to another lifecycle stage. Only legal steps are taken; the legal ones are named otherwise.',
  input: manageLifecycleInput,
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  verb: (tasks) => tasks.manageLifecycle,
});
