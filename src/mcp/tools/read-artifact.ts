import { readArtifactInput } from '../../tasks/verbs/read-artifacts.js';
import { defineTool } from '../define-tool.js';

export const readArtifactTool = defineTool({
  name: 'read_artifact',
  title: 'Read an artifact',
  description: 'Read handed-in work by the id of its artifact, or a range of its bytes.',
  input: readArtifactInput,
  toolset: 'library',
  isReadOnly: true,
  async handler({ tasks }, input) {
    return { ...(await tasks.readArtifact(input)), uri: `artifact://${input.artifact_id}` };
  },
});
