import { resolve } from 'node:path';
import { ALLOW_HOSTS_FORM, splitAllowHosts, tryParseAllowRule } from '../../actions/egress/allow-hosts.js';
import { readConfig, toServerAddresses, type Config } from '../../config/read-config.js';
import { findDataDir } from '../../dev/data-dir.js';
import { TaskwrightError } from '../../domain/errors.js';
import { assertId } from '../../domain/assert-id.js';
import type { Cli, GlobalOptions } from '../cli.js';

/** Options of the commands that host a worker. */
export interface WorkerFlags {
  readonly allowShell?: boolean;
  readonly allowHosts?: string;
  readonly mcpServers?: string;
  readonly actions?: readonly string[];
}

export interface CommandConfig {
  readonly config: Config;
  /** Of the embedded servers; it need not exist. */
  readonly dataDir: string;
  /** Undefined where the usual one is meant: a gateway may know another one. */
  readonly saidWorkspace: string | undefined;
}

/** The environment, with what the command line says instead. Says what is odd in it. */
export function readCommandConfig({ io }: Cli, options: GlobalOptions & WorkerFlags): CommandConfig {
  const config = readConfig(io.env);
  // One server of two is wrong for every command, also for one that would need neither.
  toServerAddresses(config);
  for (const warning of config.warnings) io.note(`warning: ${warning}`);
  const { workspace = config.workspace, dataDir = config.dataDirectory } = options;
  const mcpServers = options.mcpServers ?? config.mcpServersFile;
  assertId(workspace, 'a workspace');
  return {
    config: {
      ...config,
      workspace,
      isShellAllowed: options.allowShell ?? config.isShellAllowed,
      allowHosts: [...config.allowHosts, ...parseAllowHosts(options.allowHosts ?? '')],
      mcpServersFile: mcpServers === null ? null : resolve(io.cwd, mcpServers),
    },
    dataDir: dataDir === null ? findDataDir(io.cwd) : resolve(io.cwd, dataDir),
    saidWorkspace: options.workspace ?? (io.env['TASKWRIGHT_WORKSPACE']?.trim() ? workspace : undefined),
  };
}

function parseAllowHosts(list: string): readonly string[] {
  const entries = splitAllowHosts(list);
  const wrong = entries.find((entry) => tryParseAllowRule(entry) === null);
  if (wrong === undefined) return entries;
  throw new TaskwrightError('invalid_input', `--allow-hosts does not take "${wrong}".`, {
    hint: ALLOW_HOSTS_FORM,
  });
}
