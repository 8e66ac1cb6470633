import { InvalidArgumentError, type Command } from 'commander';
import type { InboxEntry } from '../../inbox/inbox.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../inbox/delivery.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

interface ListOptions extends GlobalOptions, JsonOption {
  readonly status?: DeliveryStatus;
}

export function addInboxCommand(program: Command, cli: Cli): void {
  const inbox = program.command('inbox').description('see what came from outside and reached nothing');
  inbox
    .command('list', { isDefault: true })
    .description('list signals and deliveries that reached nothing, were refused, or are kept; newest first')
    .option('--status <status>', `only those that are ${DELIVERY_STATUSES.join(', ')}`, parseStatus)
    .option('--json', 'print a list to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const whenNothingStored = (): readonly InboxEntry[] => [];
      const entries = await withSession({ cli, options, wish: 'look', whenNothingStored }, (session) =>
        session.inbox.list({ status: options.status }),
      );
      if (options.json) printJson(cli, entries);
      else if (entries.length === 0) cli.io.note('There is nothing.');
      else cli.io.out(toTable(entries));
    });
  inbox
    .command('deliver')
    .description('deliver it again')
    .argument('<id>', 'as the list says it')
    .option('--json', 'print { deliveryId, status, reached } to stdout')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withSession({ cli, options, wish: 'join' }, async (session) => {
        const receipt = await session.inbox.deliverAgain(id);
        if (options.json) printJson(cli, receipt);
        else cli.io.note(`${receipt.deliveryId}: ${receipt.status}, reached ${receipt.reached}.`);
      });
    });
}

function toTable(entries: readonly InboxEntry[]): string {
  const rows = entries.map(({ id, source, status, sender, receivedAt }) => [id, source, status, sender, receivedAt]);
  return formatTable(['ID', 'SOURCE', 'STATUS', 'FROM', 'RECEIVED'], rows);
}

function parseStatus(text: string): DeliveryStatus {
  const status = DELIVERY_STATUSES.find((known) => known === text);
  if (status === undefined) throw new InvalidArgumentError(`It is one of ${DELIVERY_STATUSES.join(', ')}.`);
  return status;
}
