import { InvalidArgumentError, type Command } from 'commander';
import type { NotificationView } from '../../notifications/notification-log.js';
import { NOTIFICATION_STATUSES, type NotificationStatus } from '../../notifications/status.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

interface ListOptions extends GlobalOptions, JsonOption {
  readonly status?: NotificationStatus;
}

export function addNotificationsCommand(program: Command, cli: Cli): void {
  const group = program.command('notifications').description('see what channels were told, and what they could not be');
  group
    .command('list', { isDefault: true })
    .description('list what waits for its channel and what was given up; newest first')
    .option('--status <status>', `only those that are ${NOTIFICATION_STATUSES.join(', ')}`, parseStatus)
    .option('--json', 'print a list to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const whenNothingStored = (): readonly NotificationView[] => [];
      const listed = await withSession({ cli, options, wish: 'look', whenNothingStored }, (session) =>
        session.notifications.list({ status: options.status }),
      );
      if (options.json) printJson(cli, listed);
      else if (listed.length === 0) cli.io.note('There is nothing.');
      else cli.io.out(toTable(listed));
    });
  group
    .command('retry')
    .description('try again to deliver it')
    .argument('<id>', 'as the list says it')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withSession({ cli, options, wish: 'join' }, async ({ notifications }) => {
        await notifications.retry(id);
        cli.io.note(`${id} is tried again.`);
      });
    });
}

function toTable(listed: readonly NotificationView[]): string {
  const rows = listed.map(({ id, channel, address, event, runId, status, attempts, error }) => [
    ...[id, address === null ? channel : `${channel} (${address})`, event, runId, status, String(attempts)],
    error ?? '',
  ]);
  return formatTable(['ID', 'CHANNEL', 'EVENT', 'RUN', 'STATUS', 'TRIES', 'ERROR'], rows);
}

function parseStatus(text: string): NotificationStatus {
  const status = NOTIFICATION_STATUSES.find((known) => known === text);
  if (status === undefined) throw new InvalidArgumentError(`It is one of ${NOTIFICATION_STATUSES.join(', ')}.`);
  return status;
}
