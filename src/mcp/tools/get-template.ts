import { templateRefInput } from '../../tasks/verbs/manage-templates.js';
import { defineTaskTool } from '../define-tool.js';

export const getTemplateTool = defineTaskTool({
  name: 'get_template',
  title: 'Read a template',
  description: 'Read a template: what parameters it takes, and which tasks it makes.',
  input: templateRefInput,
  toolset: 'library',
  isReadOnly: true,
  verb: (tasks) => tasks.getTemplate,
});
