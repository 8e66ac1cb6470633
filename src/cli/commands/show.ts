import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatRun } from '../render/run-report.js';
import { withSession } from '../with-session.js';

export function addShowCommand(program: Command, cli: Cli): void {
  program
    .command('show')
    .description('show a run with its tasks')
    .argument('<run>', 'the id of the run')
    .option('--json', 'print one object to stdout')
    .action(async (runId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withSession({ cli, options, wish: 'look' }, async ({ client }) => {
        const view = await client.read(runId);
        if (options.json) return printJson(cli, view);
        const snapshot = await client.snapshot(runId);
        cli.io.out(formatRun(snapshot, view, Date.now()));
      });
    });
}
