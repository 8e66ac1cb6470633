import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { routePath } from 'hono/route';
import { assertScope, type Caller } from '../access/caller.js';
import { TaskwrightError, toMessage } from '../domain/errors.js';
import { addressOf } from './address-of.js';
import { assertOwnHost } from './check-origin.js';
import type { Gateway } from './gateway.js';
import { answerWithKey } from './idempotency.js';
import { createMetrics } from './metrics.js';
import type { McpEndpoint } from '../mcp/http/mcp-endpoint.js';
import { toDecideUrl } from '../mcp/to-decide-url.js';
import { parseToolsets } from '../mcp/tool-choice.js';
import { toOpenApi } from './openapi.js';
import { createRateLimits } from './rate-limits.js';
import { MAX_BODY_BYTES, parseJson, readBytes } from './read-body.js';
import { Refusal, toProblem } from './refusal.js';
import type { Route } from './route.js';
import { toRouteContext } from './route-context.js';
import { ROUTES } from './routes/all-routes.js';
import { readReadiness } from './routes/readiness.js';
import { takeWebhook, type SecretReader } from './routes/webhooks.js';
import type { RunStreams } from './pages/run-stream.js';
import { servePages } from './pages/serve-pages.js';
import { toWorkspace } from './to-workspace.js';

interface Env {
  Variables: { requestId: string };
}

type AppContext = Context<Env>;

export interface AppParts {
  readonly readSecrets: SecretReader;
  /** What answers at /mcp. */
  readonly mcp: McpEndpoint;
  /** Of runs, to the browsers that show them. */
  readonly streams: RunStreams;
}

/** The gateway as a function of requests; `startGateway` listens with it. */
export function createApp(gateway: Gateway, { readSecrets, mcp, streams }: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  const metrics = createMetrics();
  const limits = createRateLimits(gateway.rateLimits);

  app.use(async (c, next) => {
    const startedAt = performance.now();
    const requestId = readRequestId(c);
    c.set('requestId', requestId);
    await next();
    c.header('X-Request-Id', requestId);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'no-store');
    const { method } = c.req;
    const { status } = c.res;
    const route = routePath(c, -1);
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.count({ method, route, status, seconds });
    gateway.log({
      level: 'debug',
      message: 'answered',
      requestId,
      method,
      route,
      status,
      ms: Math.round(seconds * 1_000),
    });
  });
  app.use(async (c, next) => {
    assertOwnHost(gateway.publicHosts, { host: c.req.header('host'), origin: c.req.header('origin') });
    await limits.countAddress(addressOf(c));
    await next();
  });

  app.onError((thrown, c) => {
    const requestId = c.get('requestId') ?? '';
    const { status, headers, body } = toProblem(thrown, requestId);
    if (status >= 500 && status !== 501) logFailure(gateway, thrown, requestId);
    return new Response(JSON.stringify(body), {
      status,
      headers: { ...headers, 'Content-Type': 'application/problem+json' },
    });
  });
  app.notFound((c) => {
    throw new TaskwrightError('not_found', `There is no ${c.req.method} ${c.req.path.slice(0, 200)}.`, {
      hint: 'See /openapi.json.',
    });
  });

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const readiness = await readReadiness(gateway.servers);
    return c.json(readiness, readiness.missing.length === 0 ? 200 : 503);
  });
  app.get('/metrics', (c) => c.text(metrics.render()));
  app.get('/openapi.json', (c) => c.json(toOpenApi(ROUTES, gateway.version)));
  app.all('/mcp', (c) => answerMcp(c));
  app.post('/v1/webhooks/:source', (c) => takeWebhook(c, { gateway, readSecrets }));
  servePages(app, { gateway, limits, streams, logFailure: (thrown, id) => logFailure(gateway, thrown, id) });
  for (const route of ROUTES) app.on(route.method.toUpperCase(), toPattern(route.path), (c) => answer(c, route));
  refuseOtherMethods(app);
  return app;

  async function answer(c: AppContext, route: Route): Promise<Response> {
    const caller = await authenticate(c);
    await limits.countCaller(caller.id);
    const { workspace: _, ...query } = readQuery(c);
    const context = toRouteContext({ gateway, streams }, c, caller);
    assertScope(caller, route.scope);
    const body = await readBody(c, route);
    const key = route.method === 'post' ? c.req.header('idempotency-key') : undefined;
    const { status = route.status, body: answered } =
      key === undefined
        ? await route.answer(context, { query, body })
        : await answerWithKey(route, context, { key, path: c.req.path, query, body });
    if (answered instanceof Response) return answered;
    return new Response(JSON.stringify(answered ?? null), { status, headers: { 'Content-Type': 'application/json' } });
  }

  async function answerMcp(c: AppContext): Promise<Response> {
    const caller = await authenticate(c);
    await limits.countCaller(caller.id);
    const workspace = toWorkspace(caller, c.req.query('workspace'), gateway.client.workspace);
    const clients = {
      client: gateway.client.inWorkspace(workspace),
      tasks: gateway.tasks.as(caller.actor).inWorkspace(workspace),
      decideUrl: toDecideUrl(gateway.publicUrl ?? new URL(c.req.url).origin, workspace),
    };
    const onInternal = (thrown: unknown): void => logFailure(gateway, thrown, c.get('requestId'));
    const chosen = c.req.query('toolsets');
    const toolsets = chosen === undefined ? undefined : parseToolsets(chosen);
    const options = { clients, version: gateway.version, scopes: caller.scopes, toolsets, onInternal };
    return mcp.handleMcpRequest(c.req.raw, { id: `${caller.id} ${workspace}`, options });
  }

  async function authenticate(c: AppContext): Promise<Caller> {
    try {
      return await gateway.authenticate(c.req.header('authorization'));
    } catch (thrown) {
      const isWrong = thrown instanceof TaskwrightError && thrown.code === 'unauthenticated';
      if (isWrong) await limits.countFailure(addressOf(c));
      throw thrown;
    }
  }
}

/** What is said several times is a list. */
function readQuery(c: AppContext): Record<string, string | string[]> {
  const entries = Object.entries(c.req.queries());
  return Object.fromEntries(entries.map(([name, said]) => [name, said.length === 1 ? (said[0] ?? '') : said]));
}

async function readBody(c: AppContext, { method, takesBytes, maxBodyBytes = MAX_BODY_BYTES }: Route): Promise<unknown> {
  if (method === 'get') return undefined;
  const bytes = await readBytes(c, maxBodyBytes);
  return takesBytes ? bytes : parseJson(bytes);
}

/** `{name}` as the router writes it. */
function toPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** A path that is there for other methods says which. */
function refuseOtherMethods(app: Hono<Env>): void {
  const methods = new Map<string, string[]>([['/v1/webhooks/:source', ['POST']]]);
  for (const { path, method } of ROUTES) {
    const pattern = toPattern(path);
    methods.set(pattern, [...(methods.get(pattern) ?? []), method.toUpperCase()]);
  }
  for (const [pattern, allowed] of methods) {
    app.all(pattern, (c) => {
      const error = new TaskwrightError('invalid_input', `${c.req.path.slice(0, 200)} does not take ${c.req.method}.`, {
        hint: `It takes ${allowed.join(', ')}.`,
      });
      throw new Refusal(error, { status: 405, headers: { Allow: allowed.join(', ') } });
    });
  }
}

const REQUEST_ID_FORM = /^[\w.-]{1,100}$/;

function readRequestId(c: AppContext): string {
  const given = c.req.header('x-request-id');
  return given !== undefined && REQUEST_ID_FORM.test(given) ? given : randomUUID();
}

function logFailure(gateway: Gateway, thrown: unknown, requestId: string): void {
  const causes: string[] = [];
  for (let error: unknown = thrown; error instanceof Error && causes.length < 5; error = error.cause) {
    causes.push(error.message);
  }
  gateway.log({ level: 'error', message: causes.join(': ') || toMessage(thrown), requestId });
}
