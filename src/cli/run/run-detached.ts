import { printJson, type Cli } from '../cli.js';
import { openCommandSession } from '../session/open-command-session.js';
import type { PreparedRun } from './run-definition.js';

/** Starts the run and leaves it to a worker elsewhere. Refuses where nothing runs that could take it. */
export async function runDetached(cli: Cli, { command, wantsJson, toStart }: PreparedRun): Promise<number> {
  const { io } = cli;
  const session = await openCommandSession({ ...command, io, wish: 'join' });
  try {
    const { client } = session;
    const { runId } = await client.start(await toStart(client));
    const view = await client.read(runId);
    io.note(`Started ${view.definition} ${view.version}. Follow it with "taskwright watch ${runId}".`);
    if (!(await client.hasWorker())) {
      io.note('No worker is there to take it: it starts as soon as there is one ("taskwright worker").');
    }
    if (wantsJson) printJson(cli, view);
    else io.out(runId);
    return 0;
  } finally {
    await session.close();
  }
}
