import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { toPerson } from '../inputs/to-person.js';
import { withSession } from '../with-session.js';

interface TerminateOptions extends GlobalOptions, JsonOption {
  readonly reason?: string;
  readonly as?: string;
}

export function addTerminateCommand(program: Command, cli: Cli): void {
  program
    .command('terminate')
    .description('end a run at once, without stopping or compensating anything')
    .argument('<run>', 'the id of the run')
    .option('--reason <text>', 'why; it is recorded')
    .option('--as <name>', 'who asks for it (default: your user name)')
    .option('--json', 'print { runId } to stdout')
    .action(async (runId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TerminateOptions>();
      await withSession({ cli, options, wish: 'join' }, async ({ client }) => {
        await client.terminate({ runId, by: toPerson(options.as).name, reason: options.reason });
        if (options.json) printJson(cli, { runId });
        else cli.io.note(`${runId} is terminated.`);
      });
    });
}
