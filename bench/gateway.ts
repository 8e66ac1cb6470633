import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createAuthenticator } from '../src/access/authenticate.js';
import { createSessions } from '../src/access/sessions.js';
import { createTokens } from '../src/access/tokens.js';
import type { TaskwrightClient } from '../src/client/create-client.js';
import type { JsonObject } from '../src/domain/json.js';
import { USUAL_RATE_LIMITS } from '../src/http/rate-limits.js';
import { startGateway } from '../src/http/start-gateway.js';
import { createInbox } from '../src/inbox/inbox.js';
import { createNotificationLog } from '../src/notifications/notification-log.js';
import type { PostgresStore } from '../src/store/postgres-store.js';
import type { TasksClient } from '../src/tasks/create-tasks.js';

/** As `taskwright up` serves it, for one caller who may do everything. */
export interface BenchGateway {
  /** Throws for an answer that is not 2xx. */
  post(path: string, body: unknown): Promise<void>;
  /** Over HTTP, of one session. Throws for a call that is refused. */
  callTool(name: string, args: JsonObject): Promise<void>;
  close(): Promise<void>;
}

export async function openBenchGateway({
  store,
  client,
  tasks,
}: {
  readonly store: PostgresStore;
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
}): Promise<BenchGateway> {
  const { taskDatabase } = store;
  const tokens = createTokens(taskDatabase);
  const running = await startGateway(
    {
      client,
      tasks,
      inbox: createInbox({ database: taskDatabase, client }),
      notifications: createNotificationLog(taskDatabase),
      authenticate: createAuthenticator({ tokens, issuer: null }),
      sessions: createSessions(taskDatabase, tokens),
      webhooks: new Map(),
      servers: {},
      publicHosts: [],
      publicUrl: null,
      rateLimits: USUAL_RATE_LIMITS,
      version: 'bench',
      log: () => undefined,
      now: Date.now,
    },
    { listen: { host: '127.0.0.1', port: 0, mayMove: false }, readSecrets: async () => [] },
  );
  const { token } = await tokens.create({ name: 'bench', roles: [], scopes: ['admin'], workspaces: null });
  const headers = { authorization: `Bearer ${token}` };
  const mcp = new Client({ name: 'bench', version: '1.0.0' });
  await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', running.url), { requestInit: { headers } }));
  return {
    async callTool(name, args) {
      const { isError, content } = await mcp.callTool({ name, arguments: args });
      if (isError === true) throw new Error(`${name}: ${JSON.stringify(content)}`);
    },
    async post(path, body) {
      const response = await fetch(new URL(path, running.url), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    },
    async close() {
      await mcp.close();
      await running.stop();
    },
  };
}
