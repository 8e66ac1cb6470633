import type { Command } from 'commander';
import type { ScheduleView } from '../../client/definition-schedules.js';
import type { DefinitionView } from '../../client/definitions.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

export function addDefinitionsCommand(program: Command, cli: Cli): void {
  program
    .command('definitions')
    .description('list the definitions that were pushed')
    .option('--json', 'print a list to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const whenNothingStored = (): readonly DefinitionView[] => [];
      const definitions = await withSession({ cli, options, wish: 'look', whenNothingStored }, ({ client }) =>
        client.listDefinitions(),
      );
      if (options.json) printJson(cli, definitions);
      else print(cli, definitions);
    });
}

function print({ io }: Cli, definitions: readonly DefinitionView[]): void {
  if (definitions.length === 0) return io.note('There are no definitions. Add one with "taskwright push FILE".');
  const isScheduled = definitions.some(({ schedules }) => schedules !== undefined);
  const rows = definitions.map(({ id, version, hash, createdAt, schedules = [] }) => [
    ...[id, version, hash.slice(0, 12), createdAt],
    ...(isScheduled ? [schedules.map(describeSchedule).join('; ')] : []),
  ]);
  io.out(formatTable(['ID', 'VERSION', 'HASH', 'PUSHED', ...(isScheduled ? ['STARTS BY ITSELF'] : [])], rows));
}

function describeSchedule({ cron, interval, timezone, nextAt, lastError }: ScheduleView): string {
  const times = interval === null ? `${cron.join(', ')} ${timezone}` : `every ${interval}`;
  const next = nextAt === null ? 'not yet known to Temporal' : `next ${nextAt}`;
  return `${times} (${next}${lastError === null ? '' : `; last: ${lastError.message}`})`;
}
