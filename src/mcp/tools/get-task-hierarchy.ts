import { getTaskHierarchyInput } from '../../tasks/verbs/get-task-hierarchy.js';
import { defineTaskTool } from '../define-tool.js';

export const getTaskHierarchyTool = defineTaskTool({
  name: 'get_task_hierarchy',
  title: 'Read a tree',
  description: 'Read a task with everything below it, and how far it is.',
  input: getTaskHierarchyInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.getHierarchy,
});
