import {
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { McpClients } from './mcp-clients.js';
import { TaskwrightError } from '../domain/errors.js';
import { toToolError } from './tool-error.js';

const JSON_TYPE = 'application/json';

/** What a URI of each scheme is, and how it is read. */
const SORTS = {
  task: {
    title: 'A task with its children and dependencies',
    read: ({ tasks }: McpClients, id: string) =>
      tasks.get({ task_id: id, include_children: true, include_dependencies: true }),
  },
  run: { title: 'A run with its tasks', read: ({ client }: McpClients, id: string) => client.read(id) },
  definition: {
    title: 'A workflow definition, in its highest version or as id@version',
    read: async ({ client }: McpClients, ref: string) => {
      const [id = '', version] = ref.split('@');
      return (await client.findDefinition({ id, version })).definition;
    },
  },
  artifact: {
    title: 'Work that was handed in, byte for byte',
    read: ({ tasks }: McpClients, id: string) => tasks.readArtifact({ artifact_id: id }),
  },
} as const;

const RESOURCE_NOT_FOUND = -32_002;
const LISTED = 50;

/** `task://`, `run://`, `definition://` and `artifact://`, each followed by an id. */
export function serveResources(
  { server }: McpServer,
  {
    clients,
    onInternal,
  }: { readonly clients: () => Promise<McpClients>; readonly onInternal: (thrown: unknown) => void },
): void {
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: Object.entries(SORTS).map(([sort, { title }]) => ({
      uriTemplate: `${sort}://{id}`,
      name: sort,
      title,
    })),
  }));

  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    const { client } = await clients();
    const [definitions, { runs }] = await Promise.all([client.listDefinitions(), client.list({ limit: LISTED })]);
    return {
      resources: [
        ...definitions.slice(0, LISTED).map(({ id, version }) => ({
          uri: `definition://${id}@${version}`,
          name: `${id} ${version}`,
          mimeType: JSON_TYPE,
        })),
        ...runs.map(({ runId, definition, status }) => ({
          uri: `run://${runId}`,
          name: runId,
          description: `${definition}: ${status}`,
          mimeType: JSON_TYPE,
        })),
      ],
    };
  });

  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    try {
      return await readResource(await clients(), uri);
    } catch (thrown) {
      const { code, message, hint } = toToolError(thrown, onInternal);
      throw new McpError(RESOURCE_NOT_FOUND, hint === undefined ? message : `${message} ${hint}`, { code, uri });
    }
  });
}

async function readResource(clients: McpClients, uri: string): Promise<ReadResourceResult> {
  const [, sort = '', id = ''] = /^([a-z]+):\/\/([^/]+)$/.exec(uri) ?? [];
  if (sort === 'artifact') return readContent(clients, uri, id);
  const found = Object.entries(SORTS).find(([name]) => name === sort)?.[1];
  if (found === undefined) throw notKnown(uri);
  const value = await found.read(clients, decodeURIComponent(id));
  return { contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(value, null, 2) }] };
}

async function readContent(clients: McpClients, uri: string, id: string): Promise<ReadResourceResult> {
  const artifact = await SORTS.artifact.read(clients, id);
  const { content, encoding, media_type: mediaType } = artifact;
  const mimeType = typeof mediaType === 'string' ? mediaType : 'application/octet-stream';
  if (typeof content !== 'string') return { contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(artifact) }] };
  return { contents: [encoding === 'base64' ? { uri, mimeType, blob: content } : { uri, mimeType, text: content }] };
}

function notKnown(uri: string): TaskwrightError {
  return new TaskwrightError('not_found', `There is nothing under "${uri.slice(0, 200)}".`, {
    hint: `Known are ${Object.keys(SORTS)
      .map((sort) => `${sort}://id`)
      .join(', ')}.`,
  });
}
