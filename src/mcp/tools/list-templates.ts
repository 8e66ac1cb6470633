import { isJsonObject } from '../../domain/json.js';
import { listTemplatesInput } from '../../tasks/verbs/manage-templates.js';
import { defineTool } from '../define-tool.js';
import { pageFields, toPage } from '../page.js';

export const listTemplatesTool = defineTool({
  name: 'list_templates',
  title: 'List templates',
  description: 'List the templates that tasks can be created from.',
  input: listTemplatesInput.extend(pageFields),
  toolset: 'library',
  isReadOnly: true,
  async handler({ tasks }, { limit, offset, cursor, ...filter }) {
    const { templates } = await tasks.listTemplates(filter);
    const all = Array.isArray(templates) ? templates.filter(isJsonObject) : [];
    return toPage('templates', all, { limit, offset, cursor });
  },
});
