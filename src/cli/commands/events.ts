import type { Command } from 'commander';
import type { EventView } from '../../client/list-events.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

export function addEventsCommand(program: Command, cli: Cli): void {
  program
    .command('events')
    .description('list what happened in a run: who changed what, when and why')
    .argument('<run>', 'the id of the run')
    .argument('[path]', 'only of this task')
    .option('--json', 'print a list to stdout')
    .action(async (runId: string, path: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withSession({ cli, options, wish: 'look' }, async ({ client }) => {
        const events = await client.listEvents({ runId, path });
        if (options.json) printJson(cli, events);
        else cli.io.out(formatTable(['AT', 'TASK', 'EVENT', 'CHANGE', 'BY', 'WHY'], events.map(toRow)));
      });
    });
}

function toRow({ at, path, type, before, after, actor, reason }: EventView): string[] {
  const [from, to] = [toStatus(before), toStatus(after)];
  const change = from === to || to === '' ? to : `${from === '' ? '' : `${from} → `}${to}`;
  return [at, path, type, change, actor, reason ?? toComment(after)];
}

/** Of a decision. */
function toComment(state: JsonValue): string {
  const comment = isJsonObject(state) ? state['comment'] : null;
  return typeof comment === 'string' ? comment : '';
}

function toStatus(state: JsonValue): string {
  const status = isJsonObject(state) ? state['status'] : null;
  return typeof status === 'string' ? status : '';
}
