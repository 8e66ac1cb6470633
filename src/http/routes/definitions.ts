import { z } from 'zod';
import { parsePinnedDefinition } from '../../definitions/pinned-definition.js';
import { TaskwrightError } from '../../domain/errors.js';
import { plainText } from '../../tasks/inputs/scalars.js';
import { definitionArgument, parseWritten } from '../definition-argument.js';
import { definitionAnswer, definitionsAnswer, pushedAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';

export const definitionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/definitions',
    tag: 'definitions',
    summary: 'List the definitions that were pushed.',
    scope: 'read',
    answers: definitionsAnswer,
    handle: async ({ client }) => ({ definitions: await client.listDefinitions() }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/definitions',
    tag: 'definitions',
    summary: 'Push a definition; another body under a version that exists is refused.',
    scope: 'run',
    answers: pushedAnswer,
    status: 201,
    isRepeatable: true,
    body: z
      .looseObject({ definition: definitionArgument.optional() })
      .describe('Under "definition" its YAML or JSON text, or the definition; or the definition itself.'),
    handle: ({ client }, { body: { definition, ...others } }) => {
      if (definition === undefined) return client.push(parseWritten(others));
      const [other] = Object.keys(others);
      if (other === undefined) return client.push(parseWritten(definition));
      throw new TaskwrightError('invalid_input', `"${other.slice(0, 100)}" is not known beside "definition".`, {
        hint: 'Send the definition under "definition", or by itself.',
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/definitions/{id}',
    tag: 'definitions',
    summary: 'A definition as it was pushed: one version, or the highest.',
    scope: 'read',
    answers: definitionAnswer,
    query: z.strictObject({ version: plainText(100).optional() }),
    async handle({ client, params }, { query }) {
      const { body, hash, definition } = await client.findDefinition({ id: params['id'] ?? '', ...query });
      return { id: definition.id, version: definition.version, hash, definition: parsePinnedDefinition(body) };
    },
  }),
];
