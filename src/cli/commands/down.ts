import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';

export function addDownCommand(program: Command, cli: Cli): void {
  program
    .command('down')
    .description('stop the servers and the worker of "taskwright up"; what is stored stays')
    .option('--json', 'print { stopped } to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const { readCommandConfig } = await import('../session/command-config.js');
      const { down } = await import('../up/down.js');
      const hasStopped = await down(cli, readCommandConfig(cli, options));
      if (options.json) printJson(cli, { stopped: hasStopped });
    });
}
