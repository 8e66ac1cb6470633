import { randomUUID } from 'node:crypto';
import type { RunView } from '../../client/run-view.js';
import { printJson, type Cli } from '../cli.js';
import { toExitCode } from '../exit-code.js';
import { follow } from '../follow.js';
import { catchInterrupt, type Interrupt } from '../interrupt.js';
import { formatEnd } from '../render/run-report.js';
import { openHost, type HostSession } from '../session/open-host.js';
import { untilAvailable } from '../session/until-available.js';
import { readUpRecord } from '../up/up-record.js';
import type { PreparedRun } from './run-definition.js';

/** Servers of the user's own that do not answer for so long are not there. */
const PATIENCE_MS = 15_000;

/** Hosts a worker, starts the run and follows it to its end. Ctrl-C leaves it as it is. */
export async function runAttached(cli: Cli, run: PreparedRun): Promise<number> {
  const interrupt = catchInterrupt();
  try {
    const session = await openHost({
      ...run.command,
      io: cli.io,
      actions: run.actions,
      wish: 'start',
      patienceMs: PATIENCE_MS,
      signal: interrupt.signal,
    });
    try {
      const runId = await start(cli, { session, run, interrupt });
      const { client, worker } = session;
      const view = await follow(runId, { io: cli.io, client, interrupt, failed: worker.ended });
      return view === null ? await detach(cli, { runId, session, run, interrupt }) : conclude(cli, view, run);
    } finally {
      await session.close();
    }
  } catch (thrown) {
    if (!(interrupt.signal.aborted && thrown === interrupt.signal.reason)) throw thrown;
    cli.io.note('Stopped before the run was started.');
    return interrupt.exitCode();
  } finally {
    interrupt.dispose();
  }
}

interface Attached {
  readonly session: HostSession;
  readonly run: PreparedRun;
  readonly interrupt: Interrupt;
}

async function start({ io }: Cli, { session, run, interrupt }: Attached): Promise<string> {
  const { client } = session;
  // Repeated after an outage, it is the same request.
  const requestToken = randomUUID();
  const { runId } = await untilAvailable(async () => client.start({ ...(await run.toStart(client)), requestToken }), {
    giveUpAfterMs: PATIENCE_MS,
    signal: interrupt.signal,
    onWait: ({ message }) => io.note(`Waiting: ${message}`),
  });
  return runId;
}

function conclude(cli: Cli, view: RunView, { wantsJson }: PreparedRun): number {
  cli.io.note(formatEnd(view, Date.now()));
  if (wantsJson) printJson(cli, view);
  else if (hasOutput(view)) printJson(cli, view.output);
  return toExitCode(view.status);
}

async function detach(cli: Cli, { runId, session, run, interrupt }: Attached & { runId: string }): Promise<number> {
  cli.io.note(describeDetached(runId, session));
  if (run.wantsJson) {
    // It may be an outage that made the user leave.
    const known = await session.client.read(runId).catch(() => null);
    printJson(cli, known ?? { runId });
  }
  return interrupt.exitCode();
}

/** A run that has completed, also late or in another way than planned. */
function hasOutput({ status, output }: RunView): boolean {
  return status === 'completed' || output !== null;
}

function describeDetached(runId: string, { servers, dataDir }: HostSession): string {
  const next = `Follow it with "taskwright watch ${runId}".`;
  if (readUpRecord(dataDir) !== null) return `Detached: the run goes on with "taskwright up". ${next}`;
  const who = servers.isEmbedded ? '"taskwright up" or "taskwright run" here' : 'worker is started';
  return `Detached: the run pauses until the next ${who}, unless there is another worker. ${next}`;
}
