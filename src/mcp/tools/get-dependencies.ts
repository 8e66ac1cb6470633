import { getDependenciesInput } from '../../tasks/verbs/get-dependencies.js';
import { defineTaskTool } from '../define-tool.js';

export const getDependenciesTool = defineTaskTool({
  name: 'get_dependencies',
  title: 'Read dependencies',
  description: 'Read what a task depends on, whether that is met, and what depends on it.',
  input: getDependenciesInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.getDependencies,
});
