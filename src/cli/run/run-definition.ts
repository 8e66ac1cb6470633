import type { Action } from '../../actions/action.js';
import { checkInput } from '../../definitions/check-input.js';
import type { StartRun } from '../../client/start-run.js';
import { toServerAddresses } from '../../config/read-config.js';
import { readEmbeddedServers } from '../../dev/embedded-servers.js';
import type { Cli, GlobalOptions, JsonOption } from '../cli.js';
import { assertId } from '../../domain/assert-id.js';
import { TaskwrightError } from '../../domain/errors.js';
import { loadActions } from '../inputs/load-actions.js';
import { loadDefinitions } from '../inputs/load-definition.js';
import { parseTarget } from '../inputs/parse-target.js';
import { readGivenInput, toRunInput, type InputOptions } from '../inputs/read-run-input.js';
import { toPerson } from '../inputs/to-person.js';
import type { CommandClient } from '../session/command-session.js';
import { readCommandConfig, type CommandConfig, type WorkerFlags } from '../session/command-config.js';
import { runAttached } from './run-attached.js';
import { runDetached } from './run-detached.js';

export interface RunOptions extends GlobalOptions, WorkerFlags, InputOptions, JsonOption {
  readonly runId?: string;
  readonly detach?: boolean;
}

/** A run that only needs a client to be started. What can be known to be wrong without servers has been refused. */
export interface PreparedRun {
  readonly command: CommandConfig;
  readonly actions: readonly Action[];
  readonly wantsJson: boolean;
  toStart(client: Pick<CommandClient, 'findDefinition'>): Promise<StartRun>;
}

/** Answers the exit code. */
export async function runDefinition(cli: Cli, target: string, options: RunOptions): Promise<number> {
  const run = await prepareRun(cli, target, options);
  return options.detach ? runDetached(cli, run) : runAttached(cli, run);
}

async function prepareRun(cli: Cli, targetText: string, options: RunOptions): Promise<PreparedRun> {
  const { io } = cli;
  const target = parseTarget(targetText, io.cwd);
  const command = readCommandConfig(cli, options);
  if (command.config.gatewayUrl !== null) refuseWorkerFlags(options);
  if (options.runId !== undefined) assertId(options.runId, 'the id of a run');
  const actions = await loadActions(options.actions ?? [], io.cwd);
  const given = await readGivenInput(io, options);
  const common = { runId: options.runId, startedBy: toPerson(undefined).name };
  const prepared = { command, actions, wantsJson: options.json ?? false };
  if (target.type === 'pushed') {
    return {
      ...prepared,
      async toStart(client) {
        const { definition } = await client.findDefinition(target);
        return { ...common, definition: target, input: toRunInput(given, definition.input) };
      },
    };
  }
  const hasAllActions = !options.detach && (await isAlone(command));
  const [definition] = await loadDefinitions([target.file], { cwd: io.cwd, actions, hasAllActions });
  if (definition === undefined) throw new Error('A file without problems is a definition.');
  const input = toRunInput(given, definition.input);
  checkInput(definition, input);
  return { ...prepared, toStart: async () => ({ ...common, definition, input }) };
}

function refuseWorkerFlags({ allowShell, allowHosts, mcpServers, actions }: WorkerFlags): void {
  const flags = {
    '--allow-shell': allowShell,
    '--allow-hosts': allowHosts,
    '--mcp-servers': mcpServers,
    '--actions': actions,
  };
  const [said] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (said === undefined) return;
  throw new TaskwrightError(
    'invalid_input',
    `${said} is for a worker of this command; through a gateway it has none.`,
    {
      hint: 'Say it to the worker that is there.',
    },
  );
}

/** Whether the worker of this command will be the only one there is. */
async function isAlone({ config, dataDir }: CommandConfig): Promise<boolean> {
  if (config.gatewayUrl !== null) return false;
  return toServerAddresses(config) === null && (await readEmbeddedServers(dataDir)) === null;
}
