import { analyzeDependenciesInput } from '../../tasks/verbs/analyze-dependencies.js';
import { defineTaskTool } from '../define-tool.js';

export const analyzeDependenciesTool = defineTaskTool({
  name: 'analyze_dependencies',
  title: 'Analyse a tree',
  description:
    'Find the critical path of a tree of tasks, its bottlenecks, what can go side by side, and what that saves.',
  input: analyzeDependenciesInput,
  about: {
    optimize: 'Show how the tree could be regrouped.',
    apply: 'Regroup it; else nothing changes.',
  },
  toolset: 'tasks',
  isReadOnly: false,
  verb: (tasks) => tasks.analyzeDependencies,
});
