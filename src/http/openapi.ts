import { z } from 'zod';
import { SCOPES } from '../access/scopes.js';
import { ERROR_CODES } from '../domain/errors.js';
import { receiptAnswer } from './answers.js';
import { createDescribedSchemas, type DescribedSchemas } from './describe-schemas.js';
import type { Route } from './route.js';

/** The schemas that check requests, as an OpenAPI 3.1 document. */
export function toOpenApi(routes: readonly Route[], version: string): object {
  const schemas = createDescribedSchemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = toPublicPath(route.path);
    const operations = (paths[path] ??= {});
    operations[route.method] = { operationId: toOperationId(route.method, path), ...toOperation(route, schemas) };
  }
  paths['/v1/webhooks/{source}'] = {
    post: { operationId: 'postWebhooksBySource', ...toWebhookOperation(schemas) },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Taskwright', version, description: 'Durable workflows: runs, tasks, signals, decisions.' },
    security: [{ bearer: [] }],
    paths: { ...paths, ...OWN_PATHS },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: `A token, with scopes among ${SCOPES.join(', ')}.` },
      },
      schemas: { Problem: PROBLEM, ...schemas.named },
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

function toOperation(route: Route, schemas: DescribedSchemas): object {
  const { method, path, tag, summary, scope, query, headers = {} } = route;
  const requestBody = toRequestBody(route, schemas);
  return {
    tags: [tag],
    summary,
    description: `Needs the scope \`${scope}\`.`,
    parameters: [
      ...toPathParameters(toPublicPath(path)),
      ...toQueryParameters(query, schemas),
      WORKSPACE,
      ...Object.entries(headers).map(([name, description]) => ({ name, in: 'header', description, schema: TEXT })),
      ...(method === 'post' ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(requestBody !== null && { requestBody }),
    responses: toResponses(route.status, toAnswer(route, schemas)),
  };
}

/** Whoever sends it proves who they are by its signature, in headers that its source's kind knows. */
function toWebhookOperation(schemas: DescribedSchemas): object {
  const path = '/v1/webhooks/{source}';
  return {
    tags: ['inbox'],
    summary: 'Take a delivery of GitHub, GitLab or whoever signs theirs; it takes effect once.',
    description: 'Needs no token, but the signature of the source.',
    security: [],
    parameters: toPathParameters(path),
    requestBody: { required: true, content: { 'application/json': { schema: {} } } },
    responses: toResponses(202, { 'application/json': { schema: schemas.describe(receiptAnswer) } }),
  };
}

/** What a path is about is its `id`, however its verb calls it. */
function toPublicPath(path: string): string {
  return path.replace(/\{(?:runId|\w+_id)\}/, '{id}');
}

/** `GET /v1/runs/{id}/tasks` is `getRunsByIdTasks`: generated clients have functions of these names. */
function toOperationId(method: string, path: string): string {
  const words = path
    .replace('/v1/', '/')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[/-]/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const TEXT = { type: 'string' } as const;
const BYTES = { type: 'string', format: 'binary' } as const;

function toPathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT }));
}

function toRequestBody({ body, takesBytes = false }: Route, schemas: DescribedSchemas): object | null {
  if (takesBytes) return { required: true, content: { '*/*': { schema: BYTES } } };
  if (body === undefined) return null;
  const content = { 'application/json': { schema: schemas.describe(body) } };
  return { required: !body.safeParse({}).success, content };
}

function toAnswer({ mediaType = 'application/json', answers }: Route, schemas: DescribedSchemas): object {
  if (mediaType === 'application/json') {
    return { [mediaType]: { schema: answers === undefined ? { type: 'object' } : schemas.describe(answers) } };
  }
  return { [mediaType]: { schema: mediaType.startsWith('text/') ? TEXT : BYTES } };
}

function toResponses(status: number, content: object): object {
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return { [status]: { description: 'Done.', content }, default: { description: 'A problem.', content: problem } };
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

function toQueryParameters(schema: z.ZodType | undefined, schemas: DescribedSchemas): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const fields: [string, z.ZodType][] = Object.entries(schema.shape);
  return fields.map(([name, field]) => ({
    name,
    in: 'query',
    required: !field.safeParse(undefined).success,
    schema: schemas.describe(field),
  }));
}

/** What the gateway says of itself, to whoever asks. */
const OWN_PATHS = {
  '/healthz': { get: toOwnOperation('getHealth', 'Whether the gateway runs.', toStatus({ status: { const: 'ok' } })) },
  '/readyz': {
    get: toOwnOperation(
      'getReadiness',
      'Whether its servers answer; 503 where one does not, with their names in "missing".',
      toStatus({
        status: { enum: ['ready', 'not_ready'] },
        missing: { type: 'array', items: TEXT },
      }),
      [200, 503],
    ),
  },
  '/metrics': {
    get: toOwnOperation('getMetrics', 'What it has answered, for Prometheus.', { 'text/plain': { schema: TEXT } }),
  },
  '/openapi.json': {
    get: toOwnOperation('getOpenApi', 'This document.', { 'application/json': { schema: { type: 'object' } } }),
  },
};

function toOwnOperation(operationId: string, summary: string, content: object, statuses: readonly number[] = [200]) {
  const responses = Object.fromEntries(statuses.map((status) => [status, { description: summary, content }]));
  return { operationId, tags: ['gateway'], summary, security: [], responses };
}

function toStatus(properties: Readonly<Record<string, object>>): object {
  return { 'application/json': { schema: { type: 'object', required: Object.keys(properties), properties } } };
}
