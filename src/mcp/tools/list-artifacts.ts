import { listArtifactsInput } from '../../tasks/verbs/read-artifacts.js';
import { defineTaskTool } from '../define-tool.js';

export const listArtifactsTool = defineTaskTool({
  name: 'list_artifacts',
  title: 'List artifacts',
  description: 'List the work that was handed in: of a task, of a type, or all.',
  input: listArtifactsInput,
  toolset: 'library',
  isReadOnly: true,
  verb: (tasks) => tasks.listArtifacts,
});
