import type { Command } from 'commander';
import type { Cli, GlobalOptions } from '../cli.js';
import type { WorkerFlags } from '../session/command-config.js';
import { addWorkerFlags } from '../worker-flags.js';

interface UpOptions extends GlobalOptions, WorkerFlags {
  readonly detach?: boolean;
}

export function addUpCommand(program: Command, cli: Cli): void {
  const command = program
    .command('up')
    .description('bring up Temporal, Postgres and a worker, and keep them up')
    .option('--detach', 'leave them running in the background; "taskwright down" stops them');
  addWorkerFlags(command).action(async () => {
    const options = command.optsWithGlobals<UpOptions>();
    const { readCommandConfig } = await import('../session/command-config.js');
    const { upAttached, upDetached } = await import('../up/up.js');
    const config = readCommandConfig(cli, options);
    if (options.detach) await upDetached(cli, config, options);
    else await upAttached(cli, config, options);
  });
}
