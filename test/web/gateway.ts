import { createAuthenticator } from '../../src/access/authenticate.js';
import type { Scope } from '../../src/access/scopes.js';
import { createSessions } from '../../src/access/sessions.js';
import { createTokens } from '../../src/access/tokens.js';
import { USUAL_RATE_LIMITS, type RateLimitRules } from '../../src/http/rate-limits.js';
import { startGateway } from '../../src/http/start-gateway.js';
import { createInbox } from '../../src/inbox/inbox.js';
import { createNotificationLog } from '../../src/notifications/notification-log.js';
import { parseWebhookSources } from '../../src/inbox/webhooks/sources.js';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';

export interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
  readonly headers: Headers;
}

export interface TestGateway {
  readonly url: string;
  token(name: string, given?: { roles?: string[]; scopes?: Scope[]; workspaces?: string[] }): Promise<string>;
  /** With a token that may do everything unless one is given; `null` shows none. */
  ask(line: string, body?: unknown, given?: AskOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export const GITHUB_SECRETS = ['github-new', 'github-old'];
export const GITLAB_SECRET = 'gitlab-secret';
export const HMAC_SECRET = 'hmac-secret';

const ALL: Scope[] = ['admin'];

const SECRETS: Readonly<Record<string, string>> = {
  GITHUB_NEW: 'github-new',
  GITHUB_OLD: 'github-old',
  GITLAB: GITLAB_SECRET,
  HMAC: HMAC_SECRET,
};

const SOURCES = `
sources:
  github: { kind: github, secrets: [GITHUB_NEW, GITHUB_OLD] }
  gitlab: { kind: gitlab, secrets: [GITLAB] }
  builds: { kind: hmac, secrets: [HMAC], tolerance: 5m }
`;

export async function openTestGateway(
  engine: Engine,
  options: { readonly rateLimits?: Partial<RateLimitRules>; readonly now?: () => number } = {},
): Promise<TestGateway> {
  const tokens = createTokens(engine.store.taskDatabase);
  const gateway = await startGateway(
    {
      client: engine.client,
      tasks: tasksOf(engine),
      inbox: createInbox({ database: engine.store.taskDatabase, client: engine.client }),
      notifications: createNotificationLog(engine.store.taskDatabase),
      authenticate: createAuthenticator({ tokens, issuer: null }),
      sessions: createSessions(engine.store.taskDatabase, tokens),
      webhooks: parseWebhookSources(SOURCES),
      servers: { Postgres: () => engine.store.ping(), Temporal: () => engine.client.hasWorker() },
      publicHosts: ['flows.example.com'],
      publicUrl: null,
      rateLimits: { ...USUAL_RATE_LIMITS, ...options.rateLimits },
      version: '0.0.0',
      log: () => undefined,
      now: options.now ?? Date.now,
    },
    {
      listen: { host: '127.0.0.1', port: 0, mayMove: false },
      readSecrets: async (names) => names.flatMap((name) => SECRETS[name] ?? []),
    },
  );
  const create: TestGateway['token'] = async (name, { roles = [], scopes = ALL, workspaces } = {}) =>
    (await tokens.create({ name, roles, scopes, workspaces: workspaces ?? null })).token;
  const usual = await create('root');
  return {
    url: gateway.url,
    token: create,
    async ask(line, body, { token = usual, headers = {} } = {}) {
      const [method = 'GET', path = '/'] = line.split(' ');
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(`${gateway.url}${path}`, {
        method,
        headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
    },
    stop: () => gateway.stop(),
  };
}
