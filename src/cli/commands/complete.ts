import type { Command } from 'commander';
import { TaskwrightError } from '../../domain/errors.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { parseJsonOption } from '../inputs/parse-json-option.js';
import { toPerson } from '../inputs/to-person.js';
import { withSession } from '../with-session.js';

interface CompleteOptions extends GlobalOptions, JsonOption {
  readonly output?: string;
  readonly fail?: string;
  readonly as?: string;
}

export function addCompleteCommand(program: Command, cli: Cli): void {
  program
    .command('complete')
    .description('hand in the result of an external task, or say that it failed')
    .argument('<run>', 'the id of the run')
    .argument('<path>', 'the path of the task, such as /qa')
    .option('--output <json>', 'its output (default: null)')
    .option('--fail <message>', 'why it failed')
    .option('--as <name>', 'who did it (default: your user name)')
    .option('--json', 'print the receipt to stdout')
    .action(async (runId: string, path: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<CompleteOptions>();
      const result = toResult(options);
      const { name: by } = toPerson(options.as);
      await withSession({ cli, options, wish: 'join' }, async ({ client }) => {
        const receipt = await client.complete({ runId, path, by, ...result });
        if (options.json) printJson(cli, receipt);
        else cli.io.note(`Recorded for ${path}: ${receipt.result}, by ${receipt.by}.`);
      });
    });
}

function toResult({ output, fail }: CompleteOptions) {
  if (fail === undefined) return { output: output === undefined ? null : parseJsonOption('--output', output) };
  if (output === undefined) return { failure: fail };
  throw new TaskwrightError('invalid_input', '--output and --fail exclude each other.', {
    hint: 'Hand in an output, or say why there is none.',
  });
}
