import type { Command } from 'commander';
import type { JsonObject } from '../../../domain/json.js';
import type { GatewayTasks } from '../../../client/gateway/gateway-tasks.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../../cli.js';
import { withSession } from '../../with-session.js';
import { collect } from '../../worker-flags.js';

/** Options by their names as commander gives them. */
export type VerbOptions = GlobalOptions &
  JsonOption & { readonly as?: string; readonly role?: readonly string[] } & Readonly<Record<string, unknown>>;

export interface Verb {
  /** `<task>` and the like. */
  readonly usage: string;
  readonly about: string;
  readonly options?: readonly (readonly [flags: string, about: string])[];
  /** Those that may be given several times. */
  readonly lists?: readonly (readonly [flags: string, about: string])[];
  readonly act: (
    tasks: GatewayTasks,
    args: readonly (string | readonly string[] | undefined)[],
    options: VerbOptions,
    cli: Cli,
  ) => Promise<JsonObject>;
  /** What people see, on stdout; without it a word on stderr. Empty where there is nothing to see. */
  readonly print?: (answer: JsonObject) => string;
  readonly note?: (answer: JsonObject) => string;
}

/** One command over one verb of generic tasks: it says what was asked in the words of the verb, and prints the answer. */
export function addVerb(group: Command, cli: Cli, verb: Verb): void {
  const command = group.command(verb.usage).description(verb.about);
  for (const [flags, about] of verb.options ?? []) command.option(flags, about);
  for (const [flags, about] of verb.lists ?? []) command.option(flags, `${about} (repeatable)`, collect);
  command
    .option('--as <name>', 'who does it (default: your user name)')
    .option('--role <role>', 'a role of theirs (repeatable)', collect)
    .option('--json', 'print the answer to stdout')
    .action(async (...received: unknown[]) => {
      const options = command.optsWithGlobals<VerbOptions>();
      const args = received.slice(0, -2).map(toArgument);
      const answer = await withSession({ cli, options, wish: 'join' }, async (session) => {
        const actor = await session.identify({ name: options.as, roles: options.role });
        return verb.act(session.tasksOf(actor), args, options, cli);
      });
      if (options.json) printJson(cli, answer);
      else if (verb.print) {
        const text = verb.print(answer);
        if (text === '') cli.io.note('There is nothing.');
        else cli.io.out(text);
      } else if (verb.note) cli.io.note(verb.note(answer));
    });
}

function toArgument(value: unknown): string | readonly string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? value : undefined;
}
