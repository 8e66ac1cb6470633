import { Option, type Command } from 'commander';
import type { Cli, GlobalOptions } from '../cli.js';
import type { WorkerFlags } from '../session/command-config.js';
import { addWorkerFlags } from '../worker-flags.js';

interface WorkerOptions extends GlobalOptions, WorkerFlags {
  readonly managed?: boolean;
}

export function addWorkerCommand(program: Command, cli: Cli): void {
  const command = program
    .command('worker')
    .description('work on runs until it is stopped, beside the servers of "taskwright up" or your own')
    .addOption(new Option('--managed', 'left in the background by up').hideHelp());
  addWorkerFlags(command).action(async () => {
    const options = command.optsWithGlobals<WorkerOptions>();
    const { readCommandConfig } = await import('../session/command-config.js');
    const { serveWorker } = await import('../up/serve-worker.js');
    const { describeServers } = await import('../session/open-host.js');
    const { READY_MESSAGE } = await import('../up/spawn-worker.js');
    await serveWorker({
      cli,
      command: readCommandConfig(cli, options),
      actionFiles: options.actions ?? [],
      wish: 'join',
      ...(options.managed && { recordsAs: 'detached' }),
      onReady: ({ config, servers }) => {
        cli.io.note(`Working on "${config.taskQueue}" (${describeServers(servers)}). Stop it with Ctrl-C.`);
        if (options.managed) process.send?.(READY_MESSAGE);
      },
    });
  });
}
