import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { toPerson } from '../inputs/to-person.js';
import { withSession } from '../with-session.js';

interface CancelOptions extends GlobalOptions, JsonOption {
  readonly reason?: string;
  readonly as?: string;
}

export function addCancelCommand(program: Command, cli: Cli): void {
  program
    .command('cancel')
    .description('stop what a run does and end it as cancelled')
    .argument('<run>', 'the id of the run')
    .option('--reason <text>', 'why; it is recorded')
    .option('--as <name>', 'who asks for it (default: your user name)')
    .option('--json', 'print { runId } to stdout')
    .action(async (runId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<CancelOptions>();
      await withSession({ cli, options, wish: 'join' }, async ({ client }) => {
        await client.cancel({ runId, by: toPerson(options.as).name, reason: options.reason });
        if (options.json) printJson(cli, { runId });
        else cli.io.note(`${runId} is being cancelled. See how with "taskwright watch ${runId}".`);
      });
    });
}
