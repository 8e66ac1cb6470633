import { createTemplateInput } from '../../tasks/verbs/manage-templates.js';
import { defineTaskTool } from '../define-tool.js';

export const createTemplateTool = defineTaskTool({
  name: 'create_template',
  title: 'Keep a template',
  description:
    'Keep a template of a tree of tasks: template_id, name, parameters_schema (JSON Schema) and task_structure.root_task, with {parameter} where values go.',
  input: createTemplateInput,
  about: { template: 'An object, or its text as JSON, JSON5 or YAML.', overwrite: 'Replace the one with that id.' },
  toolset: 'library',
  isReadOnly: false,
  verb: (tasks) => tasks.createTemplate,
});
