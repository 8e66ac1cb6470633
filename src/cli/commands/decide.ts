import type { Command } from 'commander';
import type { DecisionWord } from '../../domain/approval.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { identify } from '../session/identify.js';
import { withSession } from '../with-session.js';
import { collect } from '../worker-flags.js';

interface DecideOptions extends GlobalOptions, JsonOption {
  readonly comment?: string;
  readonly as?: string;
  readonly role?: readonly string[];
}

const DECISIONS: readonly { readonly name: string; readonly decision: DecisionWord; readonly about: string }[] = [
  { name: 'approve', decision: 'approve', about: 'approve a task that waits for approval' },
  { name: 'reject', decision: 'reject', about: 'reject it: the task fails' },
  { name: 'request-changes', decision: 'request_changes', about: 'send the work back to be done again' },
];

/** approve, reject, request-changes. */
export function addDecisionCommands(program: Command, cli: Cli): void {
  for (const { name, decision, about } of DECISIONS) {
    program
      .command(name)
      .description(about)
      .argument('<run>', 'the id of the run')
      .argument('<path>', 'the path of the task, such as /approve')
      .option('--comment <text>', 'why')
      .option('--as <name>', 'who decides (default: your user name)')
      .option('--role <role>', 'a role of theirs (repeatable)', collect)
      .option('--json', 'print the receipt to stdout')
      .action(async (runId: string, path: string, _: unknown, command: Command) => {
        const options = command.optsWithGlobals<DecideOptions>();
        await withSession({ cli, options, wish: 'join' }, async (session) => {
          const { name: by, roles, assertedBy } = await identify(session, { name: options.as, roles: options.role });
          const { comment } = options;
          const receipt = await session.client.decide({ runId, path, decision, comment, by, roles, assertedBy });
          if (options.json) printJson(cli, receipt);
          else cli.io.note(`Recorded for ${path}: ${decision.replace('_', ' ')}, by ${by}.`);
        });
      });
  }
}
