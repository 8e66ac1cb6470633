import type { Command } from 'commander';
import type { Status } from '../up/read-status.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';

export function addStatusCommand(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('say what runs, and where')
    .option('--json', 'print one object to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const { readCommandConfig } = await import('../session/command-config.js');
      const { readStatus } = await import('../up/read-status.js');
      const status = await readStatus(readCommandConfig(cli, options));
      if (options.json) printJson(cli, status);
      else cli.io.out(format(status));
    });
}

function format({ servers, worker, uiUrl, gatewayUrl, dataDir }: Status): string {
  if (servers.length === 0 && worker === null) return `Nothing runs in ${dataDir ?? 'this environment'}.`;
  const rows = [
    ...servers.map(({ name, address, isAnswering }) => [name, `${address}${isAnswering ? '' : ' does not answer'}`]),
    ['Web UI', uiUrl ?? 'not known'],
    ['Gateway', gatewayUrl ?? 'none of "taskwright up"'],
    ['Worker', worker === null ? 'none of "taskwright up"' : `pid ${worker.pid}, since ${worker.startedAt}`],
    ...(dataDir === null ? [] : [['Data', dataDir]]),
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(10)} ${value}`).join('\n');
}
