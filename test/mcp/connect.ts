import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ElicitRequestSchema,
  type ElicitRequestFormParams,
  type ElicitRequestURLParams,
  type ElicitResult,
} from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/json.js';
import { createMcpServer, type McpServerOptions } from '../../src/mcp/create-mcp-server.js';
import type { Engine } from '../support/engine/engine.js';
import { uniqueId } from '../support/store-builders.js';
import { tasksOf } from '../support/engine/tasks.js';

/** Who sits beside the agent, and what their client can show them. */
export interface Person {
  readonly form?: (asked: ElicitRequestFormParams, signal: AbortSignal) => Promise<ElicitResult>;
  readonly url?: (asked: ElicitRequestURLParams) => Promise<ElicitResult>;
}

/** The SDK's own client, with answers as they are meant to be read. */
export interface Agent {
  readonly client: Client;
  /** Throws for a call that is refused. */
  call(name: string, args?: JsonObject): Promise<JsonObject>;
  /** What a refused call says; throws for one that is not. */
  refused(name: string, args: unknown): Promise<JsonObject>;
  close(): Promise<void>;
}

export async function connectAgent(transport: Transport, person?: Person): Promise<Agent> {
  const { form, url } = person ?? {};
  const elicitation = { ...(form && { form: {} }), ...(url && { url: {} }) };
  const client = new Client({ name: 'tests', version: '1.0.0' }, { capabilities: person ? { elicitation } : {} });
  if (person) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) =>
      params.mode === 'url'
        ? (url?.(params) ?? { action: 'cancel' })
        : (form?.(params, signal) ?? { action: 'cancel' }),
    );
  }
  await client.connect(transport);
  const ask = async (name: string, args: unknown): Promise<JsonObject> => {
    const { structuredContent, content } = await client.callTool({ name, arguments: args as JsonObject });
    const [text] = content as { readonly text: string }[];
    const structured: JsonValue = JSON.parse(JSON.stringify(structuredContent));
    if (!isJsonObject(structured) || JSON.stringify(structured) !== text?.text)
      throw new Error('The two forms differ.');
    return structured;
  };
  return {
    client,
    async call(name, args = {}) {
      const answer = await ask(name, args);
      if (answer['success'] !== true) throw new Error(`${name} is refused: ${JSON.stringify(answer['error'])}`);
      return answer;
    },
    async refused(name, args) {
      const { success, error } = await ask(name, args);
      if (success !== false || !isJsonObject(error)) throw new Error(`${name} is not refused.`);
      return error;
    },
    close: () => client.close(),
  };
}

/** A server in this process, on the servers of an engine. */
export async function connectToEngine(
  engine: Engine,
  options: Partial<McpServerOptions> = {},
  person?: Person,
): Promise<Agent & { readonly workspace: string }> {
  // Of its own: runs of all test files have their workflows in one namespace.
  const workspace = uniqueId('ws');
  const clients = {
    client: engine.client.inWorkspace(workspace),
    tasks: tasksOf(engine).inWorkspace(workspace),
  };
  const mcp = createMcpServer({ clients, version: '1.0.0', toolsets: ['all'], ...options });
  const [own, theirs] = InMemoryTransport.createLinkedPair();
  await mcp.connect(own);
  return { ...(await connectAgent(theirs, person)), workspace };
}
