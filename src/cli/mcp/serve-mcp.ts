import { TaskwrightError } from '../../domain/errors.js';
import type { McpServerOptions } from '../../mcp/create-mcp-server.js';
import type { McpClients } from '../../mcp/mcp-clients.js';
import { toDecideUrl } from '../../mcp/to-decide-url.js';
import { parseToolsets } from '../../mcp/tool-choice.js';
import type { Cli, GlobalOptions } from '../cli.js';
import { loadActions } from '../inputs/load-actions.js';
import { catchInterrupt } from '../interrupt.js';
import { toServerAddresses } from '../../config/read-config.js';
import { readCommandConfig, type CommandConfig, type WorkerFlags } from '../session/command-config.js';
import { identify } from '../session/identify.js';
import { openHost } from '../session/open-host.js';
import { openSession, type OpenedSession } from '../session/open-session.js';
import { readUpRecord } from '../up/up-record.js';
import { readVersion } from '../read-version.js';
import { serveHttp } from './serve-http.js';
import { serveStdio } from './serve-stdio.js';

export interface McpCommandOptions extends GlobalOptions, WorkerFlags {
  readonly toolsets?: string;
  readonly readOnly?: boolean;
  readonly mcpTasks?: boolean;
  readonly as?: string;
  readonly role?: readonly string[];
  readonly http?: boolean;
  readonly port?: string;
}

/** Servers of the user's own that do not answer for so long are not there. */
const PATIENCE_MS = 60_000;

/** Serves until the client goes, or the command is told to stop. Clients are greeted while the servers come up. */
export async function serveMcp(cli: Cli, options: McpCommandOptions): Promise<void> {
  const command = readCommandConfig(cli, options);
  if (command.config.gatewayUrl !== null) throw speaksItself(command.config.gatewayUrl);
  const interrupt = catchInterrupt();
  const toolsets = options.toolsets === undefined ? undefined : parseToolsets(options.toolsets);
  const session = open(cli, command, { actionFiles: options.actions ?? [], signal: interrupt.signal });
  const clients = session.then((opened) => toClients(opened, options));
  const server: McpServerOptions = {
    clients,
    version: readVersion(),
    toolsets,
    isReadOnly: options.readOnly,
    offersTasks: options.mcpTasks ?? true,
    onInternal: (thrown) => cli.io.note(describe(thrown)),
  };
  try {
    const serving = options.http
      ? serveHttp(server, { port: options.port, io: cli.io, signal: interrupt.signal })
      : serveStdio(server, interrupt.signal);
    await Promise.race([serving, clients.then(() => new Promise<never>(() => undefined))]);
  } catch (thrown) {
    if (!interrupt.signal.aborted) throw thrown;
  } finally {
    await session.then(
      (opened) => opened.close(),
      () => undefined,
    );
    interrupt.dispose();
  }
}

/** Hosts a worker, so that runs go on, unless `up` has one. */
async function open(
  { io }: Cli,
  command: CommandConfig,
  { actionFiles, signal }: { readonly actionFiles: readonly string[]; readonly signal: AbortSignal },
): Promise<OpenedSession> {
  const actions = await loadActions(actionFiles, io.cwd);
  const hasUp = toServerAddresses(command.config) === null && readUpRecord(command.dataDir) !== null;
  if (hasUp) return openSession({ ...command, io, wish: 'start' });
  return openHost({ ...command, io, actions, wish: 'start', patienceMs: PATIENCE_MS, signal });
}

function speaksItself(gatewayUrl: string): TaskwrightError {
  const url = new URL('mcp', gatewayUrl.endsWith('/') ? gatewayUrl : `${gatewayUrl}/`);
  return new TaskwrightError('invalid_input', 'The gateway that TASKWRIGHT_URL names speaks MCP itself.', {
    hint: `Connect the agent to ${url.origin}${url.pathname} with its token, or unset TASKWRIGHT_URL.`,
  });
}

async function toClients(session: OpenedSession, options: McpCommandOptions): Promise<McpClients> {
  const { client, tasks, config, dataDir } = session;
  const { assertedBy, ...person } = await identify(session, { name: options.as, roles: options.role });
  const actor = assertedBy === undefined ? person : { ...person, proof: `asserted by ${assertedBy}` };
  const gatewayUrl = config.publicUrl ?? readUpRecord(dataDir)?.gatewayUrl ?? null;
  return { client, tasks: tasks.as(actor), assertedBy, decideUrl: toDecideUrl(gatewayUrl, client.workspace) };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
