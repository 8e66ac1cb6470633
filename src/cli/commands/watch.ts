import type { Command } from 'commander';
import { TaskwrightError } from '../../domain/errors.js';
import { isTerminalRun } from '../../domain/status.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { toExitCode } from '../exit-code.js';
import { formatEnd } from '../render/run-report.js';
import { withSession } from '../with-session.js';

export function addWatchCommand(program: Command, cli: Cli): void {
  program
    .command('watch')
    .description('follow a run to its end; ends with its exit code')
    .argument('<run>', 'the id of the run')
    .option('--json', 'print the run as one object to stdout when it has ended')
    .action(async (runId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const exitCode = await withSession({ cli, options, wish: 'look' }, async ({ client, isAlone }) => {
        const { status } = await client.read(runId);
        if (isAlone && !isTerminalRun(status)) throw isPaused(runId);
        const { catchInterrupt } = await import('../interrupt.js');
        const { follow } = await import('../follow.js');
        const interrupt = catchInterrupt();
        const view = await follow(runId, { io: cli.io, client, interrupt });
        interrupt.dispose();
        if (view === null) return interrupt.exitCode();
        cli.io.note(formatEnd(view, Date.now()));
        if (options.json) printJson(cli, view);
        return toExitCode(view.status);
      });
      cli.setExitCode(exitCode);
    });
}

/** The servers run for this command alone. */
function isPaused(runId: string): TaskwrightError {
  return new TaskwrightError(
    'unavailable',
    `The run "${runId}" has not ended, and nothing is running that works on it.`,
    {
      hint: 'Start it with "taskwright up"; see how it stands with "taskwright show".',
    },
  );
}
