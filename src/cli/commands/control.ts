import type { Command } from 'commander';
import type { TaskwrightClient } from '../../client/create-client.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { toPerson } from '../inputs/to-person.js';
import { withSession } from '../with-session.js';

interface ControlOptions extends GlobalOptions, JsonOption {
  readonly reason?: string;
  readonly as?: string;
}

interface Verb {
  readonly name: 'pause' | 'resume';
  readonly description: string;
  readonly done: (runId: string) => string;
}

const VERBS: readonly Verb[] = [
  {
    name: 'pause',
    description: 'let nothing new start in a run; what is under way goes on',
    done: (runId) => `${runId} is paused. Let it go on with "taskwright resume ${runId}".`,
  },
  {
    name: 'resume',
    description: 'let a paused run go on',
    done: (runId) => `${runId} goes on. See how with "taskwright watch ${runId}".`,
  },
];

export function addControlCommands(program: Command, cli: Cli): void {
  for (const verb of VERBS) addVerb(program, cli, verb);
}

function addVerb(program: Command, cli: Cli, { name, description, done }: Verb): void {
  program
    .command(name)
    .description(description)
    .argument('<run>', 'the id of the run')
    .option('--reason <text>', 'why; it is recorded')
    .option('--as <name>', 'who asks for it (default: your user name)')
    .option('--json', 'print { runId } to stdout')
    .action(async (runId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ControlOptions>();
      await withSession({ cli, options, wish: 'join' }, async ({ client }) => {
        const request: Parameters<TaskwrightClient['pause']>[0] = {
          runId,
          by: toPerson(options.as).name,
          reason: options.reason,
        };
        await client[name](request);
        if (options.json) printJson(cli, { runId });
        else cli.io.note(done(runId));
      });
    });
}
