import { templateRefInput } from '../../tasks/verbs/manage-templates.js';
import { defineTaskTool } from '../define-tool.js';

export const deleteTemplateTool = defineTaskTool({
  name: 'delete_template',
  title: 'Delete a template',
  description: 'Delete a template; the tasks that were created from it stay.',
  input: templateRefInput,
  toolset: 'library',
  isReadOnly: false,
  isDestructive: true,
  verb: (tasks) => tasks.deleteTemplate,
});
