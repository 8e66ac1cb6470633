import { InvalidArgumentError, type Command } from 'commander';
import type { RunPage } from '../../client/read-run.js';
import { TASK_STATUSES, type RunStatus } from '../../domain/status.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { describeRunStatus } from '../render/run-report.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

interface RunsOptions extends GlobalOptions, JsonOption {
  readonly status?: readonly RunStatus[];
  readonly definition?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export function addRunsCommand(program: Command, cli: Cli): void {
  program
    .command('runs')
    .description('list runs, the newest first')
    .option('--status <status,…>', 'only runs that stand so', parseStatuses)
    .option('--definition <id>', 'only runs of this definition')
    .option('--limit <count>', 'how many, 1 to 200', parseCount, 50)
    .option('--cursor <cursor>', 'go on behind the page before')
    .option('--json', 'print { runs, nextCursor } to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunsOptions>();
      const whenNothingStored = (): RunPage => ({ runs: [], nextCursor: null });
      const page = await withSession({ cli, options, wish: 'look', whenNothingStored }, ({ client }) =>
        client.list(options),
      );
      if (options.json) printJson(cli, page);
      else print(cli, page);
    });
}

function print({ io }: Cli, { runs, nextCursor }: RunPage): void {
  if (runs.length === 0) return io.note('There are no runs.');
  const now = Date.now();
  const rows = runs.map((run) => [
    run.runId,
    `${run.definition} ${run.version}`,
    describeRunStatus(run, now),
    run.createdAt,
  ]);
  io.out(formatTable(['RUN', 'DEFINITION', 'STATUS', 'CREATED'], rows));
  if (nextCursor !== null) io.note(`More: taskwright runs --cursor ${nextCursor}`);
}

const STATUSES: readonly RunStatus[] = [...TASK_STATUSES, 'terminated', 'lost'];

function parseStatuses(list: string): readonly RunStatus[] {
  return list.split(',').flatMap((word) => {
    if (word === 'active') return ['in_progress', 'waiting'] as const;
    const status = STATUSES.find((known) => known === word.trim());
    if (status === undefined) throw new InvalidArgumentError(`It is one of ${STATUSES.join(', ')}.`);
    return [status];
  });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 200) return count;
  throw new InvalidArgumentError('It is a number from 1 to 200.');
}
