import { createFromTemplateInput } from '../../tasks/verbs/create-from-template.js';
import { defineTaskTool } from '../define-tool.js';

export const createFromTemplateTool = defineTaskTool({
  name: 'create_from_template',
  title: 'Create tasks from a template',
  description:
    'Create a tree of tasks from a template and its parameters, all or none; get_template says which it takes.',
  input: createFromTemplateInput,
  about: { dry_run: 'Only say what would be created.' },
  toolset: 'library',
  isDefault: true,
  isReadOnly: false,
  isRepeatable: true,
  verb: (tasks) => tasks.createFromTemplate,
});
