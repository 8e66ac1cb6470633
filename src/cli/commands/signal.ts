import type { Command } from 'commander';
import type { SentSignal } from '../../client/send-signal.js';
import { TaskwrightError } from '../../domain/errors.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { parseJsonOption } from '../inputs/parse-json-option.js';
import { toPerson } from '../inputs/to-person.js';
import { withSession } from '../with-session.js';

interface SignalOptions extends GlobalOptions, JsonOption {
  readonly correlation?: string;
  readonly task?: string;
  readonly data?: string;
  readonly as?: string;
}

export function addSignalCommand(program: Command, cli: Cli): void {
  program
    .command('signal')
    .usage('[options] <run> <name>\n       taskwright signal [options] --correlation <key> <name>')
    .description('send a signal to a run, or to the waits with a correlation key')
    .argument('<run-or-name>', 'the id of the run; the name of the signal with --correlation')
    .argument('[name]', 'the name of the signal')
    .option('--correlation <key>', 'to every wait with this key that is waiting for the signal')
    .option('--task <path>', 'only to this wait of the run')
    .option('--data <json>', 'the payload')
    .option('--as <name>', 'who sends it (default: your user name)')
    .option('--json', 'print { reached, deliveryId } to stdout')
    .action(async (first: string, second: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<SignalOptions>();
      const target = toTarget(first, second, options);
      const payload = options.data === undefined ? null : parseJsonOption('--data', options.data);
      const { name: from } = toPerson(options.as);
      await withSession({ cli, options, wish: 'join' }, async ({ client }) => {
        const sent =
          'correlation' in target
            ? await client.signalByCorrelation({ ...target, payload, from })
            : await client.signal({ ...target, payload, from });
        if (options.json) printJson(cli, sent);
        else cli.io.note(describe(target, sent));
      });
    });
}

type SignalTarget =
  | { readonly runId: string; readonly name: string; readonly task: string | undefined }
  | { readonly correlation: string; readonly name: string };

function toTarget(first: string, second: string | undefined, { correlation, task }: SignalOptions): SignalTarget {
  if (correlation === undefined) {
    if (second !== undefined) return { runId: first, name: second, task };
    throw wrongUsage('The name of the signal is missing.', 'Write "taskwright signal RUN NAME".');
  }
  if (second !== undefined) {
    throw wrongUsage('--correlation takes the place of the run.', 'Write "taskwright signal --correlation KEY NAME".');
  }
  if (task === undefined) return { correlation, name: first };
  throw wrongUsage('--task goes with a run, not with --correlation.', 'Leave one of them out.');
}

function wrongUsage(message: string, hint: string): TaskwrightError {
  return new TaskwrightError('invalid_input', message, { hint });
}

function describe(target: SignalTarget, { reached }: SentSignal): string {
  if ('runId' in target) return `Sent "${target.name}" to ${target.runId}.`;
  return `Sent "${target.name}" to ${reached} ${reached === 1 ? 'wait' : 'waits'}.`;
}
