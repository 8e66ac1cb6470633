import { z } from 'zod';
import { isJsonObject } from '../../domain/json.js';
import { defineTool } from '../define-tool.js';
import { pageFields, toPage } from '../page.js';

export const listSpecialistsTool = defineTool({
  name: 'list_specialists',
  title: 'List specialists',
  description: 'List the roles that specialist_type may name, each with its expertise.',
  input: z.strictObject(pageFields),
  toolset: 'library',
  isReadOnly: true,
  async handler({ tasks }, page) {
    const { specialists } = await tasks.listSpecialists({});
    return toPage('specialists', Array.isArray(specialists) ? specialists.filter(isJsonObject) : [], page);
  },
});
