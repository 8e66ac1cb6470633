import { z } from 'zod';
import { parsePinnedDefinition } from '../../definitions/pinned-definition.js';
import { plainText } from '../../tasks/inputs/scalars.js';
import { definitionArgument, parseWritten } from '../definition-argument.js';
import { defineRoute, type Route } from '../route.js';

export const definitionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/definitions',
    tag: 'definitions',
    summary: 'List the definitions that were pushed.',
    scope: 'read',
    handle: async ({ client }) => ({ definitions: await client.listDefinitions() }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/definitions',
    tag: 'definitions',
    summary: 'Push a definition; another body under a version that exists is refused.',
    scope: 'run',
    status: 201,
    isRepeatable: true,
    body: z.strictObject({ definition: definitionArgument }),
    handle: ({ client }, { body }) => client.push(parseWritten(body.definition)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/definitions/{id}',
    tag: 'definitions',
    summary: 'A definition as it was pushed: one version, or the highest.',
    scope: 'read',
    query: z.strictObject({ version: plainText(100).optional() }),
    async handle({ client, params }, { query }) {
      const { body, hash, definition } = await client.findDefinition({ id: params['id'] ?? '', ...query });
      return { id: definition.id, version: definition.version, hash, definition: parsePinnedDefinition(body) };
    },
  }),
];
