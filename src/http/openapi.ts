import { z } from 'zod';
import { SCOPES } from '../access/scopes.js';
import { ERROR_CODES } from '../domain/errors.js';
import type { Route } from './route.js';

/** The schemas that check requests, as an OpenAPI 3.1 document. */
export function toOpenApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method] = toOperation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Taskwright', version, description: 'Durable workflows: runs, tasks, signals, decisions.' },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: `A token, with scopes among ${SCOPES.join(', ')}.` },
      },
      schemas: { Problem: PROBLEM },
    },
  };
}

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: Object.keys(ERROR_CODES) },
    hint: { type: 'string' },
    path: { type: 'string' },
    requestId: { type: 'string' },
  },
} as const;

function toOperation({ method, path, tag, summary, scope, status, query, body, mediaType }: Route): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const parameters = [
    ...inPath,
    ...toQueryParameters(query),
    WORKSPACE,
    ...(method === 'post' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    tags: [tag],
    summary,
    description: `Needs the scope \`${scope}\`.`,
    parameters,
    ...(body && { requestBody: { content: { 'application/json': { schema: toSchema(body) } } } }),
    responses: {
      [status]: { description: 'Done.', content: { [mediaType ?? 'application/json']: {} } },
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const WORKSPACE = {
  name: 'workspace',
  in: 'query',
  description: 'The workspace; the first that the token may see unless said.',
  schema: { type: 'string' },
} as const;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A repeat with the same key gets the same answer and changes nothing.',
  schema: { type: 'string', maxLength: 200 },
} as const;

function toSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

function toQueryParameters(schema: z.ZodType | undefined): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const fields: [string, z.ZodType][] = Object.entries(schema.shape);
  return fields.map(([name, field]) => ({
    name,
    in: 'query',
    required: !field.safeParse(undefined).success,
    schema: toSchema(field),
  }));
}
