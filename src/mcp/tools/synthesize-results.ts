import { synthesizeResultsInput } from '../../tasks/verbs/synthesize-results.js';
import { defineTaskTool } from '../define-tool.js';

export const synthesizeResultsTool = defineTaskTool({
  name: 'synthesize_results',
  title: 'Put results together',
  description: 'Put together what the subtasks of a task have brought: outcomes, artifacts, failures and when.',
  input: synthesizeResultsInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.synthesizeResults,
});
