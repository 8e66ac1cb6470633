import { InvalidArgumentError, type Command } from 'commander';
import type { Cli, GlobalOptions } from '../cli.js';

interface ServeOptions extends GlobalOptions {
  readonly port?: number;
  readonly host?: string;
}

export function addServeCommand(program: Command, cli: Cli): void {
  program
    .command('serve')
    .description('serve HTTP until it is stopped, beside the servers of "taskwright up" or your own')
    .option(
      '--port <port>',
      'where it listens; 0 for any that is free (default: 7420, or TASKWRIGHT_LISTEN)',
      parsePort,
    )
    .option('--host <address>', 'on which address (default: 127.0.0.1, or TASKWRIGHT_LISTEN)')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServeOptions>();
      const { readCommandConfig } = await import('../session/command-config.js');
      const { serve } = await import('../gateway/serve.js');
      await serve(cli, readCommandConfig(cli, options), options);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}
