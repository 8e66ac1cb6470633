import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { toPerson } from '../inputs/to-person.js';
import type { CommandClient } from '../session/command-session.js';
import { withSession } from '../with-session.js';

interface ControlOptions extends GlobalOptions, JsonOption {
  readonly reason?: string;
  readonly as?: string;
}

interface Verb {
  readonly name: 'pause' | 'resume' | 'retry';
  readonly description: string;
  readonly said: (runId: string) => string;
}

const VERBS: readonly Verb[] = [
  {
    name: 'pause',
    description: 'let nothing new start in a run; what is under way goes on',
    said: (runId) => `${runId} is paused. Let it go on with "taskwright resume ${runId}".`,
  },
  { name: 'resume', description: 'let a paused run go on', said: (runId) => `${runId} goes on. ${seeHow(runId)}` },
  {
    name: 'retry',
    description: 'let a run that has failed go on from what failed',
    said: (runId) => `${runId} goes on from what had failed. ${seeHow(runId)}`,
  },
];

export function addControlCommands(program: Command, cli: Cli): void {
  for (const { name, description, said } of VERBS) {
    addCommand(program, name, description).action(async (runId: string, _: unknown, command: Command) => {
      await control(cli, command, async (client, options) => {
        await client[name]({ runId, ...toRequest(options) });
        if (options.json) printJson(cli, { runId });
        else cli.io.note(said(runId));
      });
    });
  }
  addCommand(program, 'rerun', 'run a task that has ended again, and everything that builds on it')
    .argument('<path>', 'the path of the task, such as /build')
    .action(async (runId: string, path: string, _: unknown, command: Command) => {
      await control(cli, command, async (client, options) => {
        await client.rerun({ runId, path, ...toRequest(options) });
        if (options.json) printJson(cli, { runId, path });
        else cli.io.note(`${path} runs again. ${seeHow(runId)}`);
      });
    });
}

function addCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<run>', 'the id of the run')
    .option('--reason <text>', 'why; it is recorded')
    .option('--as <name>', 'who asks for it (default: your user name)')
    .option('--json', 'print what was asked for to stdout, as { runId } or { runId, path }');
}

async function control(
  cli: Cli,
  command: Command,
  ask: (client: CommandClient, options: ControlOptions) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<ControlOptions>();
  await withSession({ cli, options, wish: 'join' }, ({ client }) => ask(client, options));
}

function toRequest({ as, reason }: ControlOptions) {
  return { by: toPerson(as).name, reason };
}

function seeHow(runId: string): string {
  return `See how with "taskwright watch ${runId}".`;
}
