import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { definitionArgument, parseArgument } from '../definition-argument.js';

export const validateDefinitionTool = defineTool({
  name: 'validate_definition',
  title: 'Check a definition',
  description: 'Check a workflow definition without running it; every problem has its place and how to mend it.',
  input: z.strictObject({ definition: definitionArgument }),
  about: { definition: 'YAML, JSON or an object.' },
  toolset: 'runs',
  isReadOnly: true,
  async handler(_, request) {
    const { definition, problems } = parseArgument(request.definition);
    return {
      valid: definition !== null,
      ...(definition === null ? {} : { id: definition.id, version: definition.version }),
      problems: problems.map((problem) => ({ ...problem })),
    };
  },
});
