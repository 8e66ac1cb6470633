import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CompleteRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject } from '../domain/json.js';
import type { McpClients } from './mcp-clients.js';

const SHOWN = 100;
const READ = 200;

type Sort = 'task' | 'run' | 'definition';

/** Ids that begin with what was typed, the newest first. */
export function serveCompletions({ server }: McpServer, clients: () => Promise<McpClients>): void {
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument } }) => {
    const sort = toSort(ref.type === 'ref/resource' ? ref.uri : argument.name);
    const ids = sort === null ? [] : await LISTS[sort](await clients());
    const found = ids.filter((id) => id.startsWith(argument.value));
    return {
      completion: { values: found.slice(0, SHOWN), total: found.length, hasMore: found.length > SHOWN },
    };
  });
}

/** `task_id` and `task://{id}` are of tasks. */
function toSort(name: string): Sort | null {
  return (['task', 'run', 'definition'] as const).find((sort) => name.startsWith(sort)) ?? null;
}

const LISTS: Readonly<Record<Sort, (clients: McpClients) => Promise<readonly string[]>>> = {
  async task({ tasks }) {
    const { tasks: found } = await tasks.query({ limit: READ, sort: { field: 'created_at', direction: 'desc' } });
    const rows = Array.isArray(found) ? found.filter(isJsonObject) : [];
    return rows.flatMap(({ task_id: id }) => (typeof id === 'string' ? [id] : []));
  },
  run: async ({ client }) => (await client.list({ limit: READ })).runs.map(({ runId }) => runId),
  definition: async ({ client }) => [...new Set((await client.listDefinitions()).map(({ id }) => id))],
};
