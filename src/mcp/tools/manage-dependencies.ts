import { manageDependenciesInput } from '../../tasks/verbs/manage-dependencies.js';
import { defineTaskTool } from '../define-tool.js';

export const manageDependenciesTool = defineTaskTool({
  name: 'manage_dependencies',
  title: 'Change dependencies',
  description: 'Say what a task has to wait for: add, remove, replace, update or waive. A cycle is refused.',
  input: manageDependenciesInput,
  about: {
    dependency_ids: 'Short for dependencies of the type completion.',
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  verb: (tasks) => tasks.manageDependencies,
});
