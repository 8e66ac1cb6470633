import type { Command } from 'commander';
import type { ApprovalWord } from '../../domain/approval.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { withSession } from '../with-session.js';
import { collect } from '../worker-flags.js';

interface DecideOptions extends GlobalOptions, JsonOption {
  readonly to?: string;
  readonly comment?: string;
  readonly as?: string;
  readonly role?: readonly string[];
}

const DECISIONS: readonly { readonly name: string; readonly decision: ApprovalWord; readonly about: string }[] = [
  { name: 'approve', decision: 'approve', about: 'approve a task that waits for approval' },
  { name: 'reject', decision: 'reject', about: 'reject it: the task fails' },
  { name: 'request-changes', decision: 'request_changes', about: 'send the work back to be done again' },
  { name: 'delegate', decision: 'delegate', about: 'let somebody else decide in your place, this once' },
  {
    name: 'withdraw',
    decision: 'withdraw',
    about: 'take back what you decided, or whom you let decide, while it is still open',
  },
];

/** approve, reject, request-changes, delegate, withdraw. */
export function addDecisionCommands(program: Command, cli: Cli): void {
  for (const { name, decision, about } of DECISIONS) {
    const command = program
      .command(name)
      .description(about)
      .argument('<run>', 'the id of the run')
      .argument('<path>', 'the path of the task, such as /approve');
    if (decision === 'delegate') command.requiredOption('--to <name>', 'who decides instead');
    command
      .option('--comment <text>', 'why')
      .option('--as <name>', 'who decides (default: your user name)')
      .option('--role <role>', 'a role of theirs (repeatable)', collect)
      .option('--json', 'print the receipt to stdout')
      .action(async (runId: string, path: string, _: unknown, used: Command) => {
        const options = used.optsWithGlobals<DecideOptions>();
        await withSession({ cli, options, wish: 'join' }, async (session) => {
          const who = await session.identify({ name: options.as, roles: options.role });
          const { name: by, roles, proof, assertedBy } = who;
          const { to, comment } = options;
          const said = { runId, path, decision, to, comment, by, roles, proof, assertedBy };
          const receipt = await session.client.decide(said);
          if (options.json) printJson(cli, receipt);
          else cli.io.note(`Recorded for ${path}: ${toWords(decision, to)}, by ${receipt.by}.`);
        });
      });
  }
}

function toWords(decision: ApprovalWord, to: string | undefined): string {
  return to === undefined ? decision.replace('_', ' ') : `${decision} to ${to}`;
}
