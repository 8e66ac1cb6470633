import { randomUUID } from 'node:crypto';
import type { RunView } from '../../client/run-view.js';
import { toServerAddresses } from '../../config/read-config.js';
import { printJson, type Cli } from '../cli.js';
import { toExitCode } from '../exit-code.js';
import { follow } from '../follow.js';
import { catchInterrupt, type Interrupt } from '../interrupt.js';
import { formatEnd } from '../render/run-report.js';
import type { HostedWorker } from '../session/host-worker.js';
import { openHost } from '../session/open-host.js';
import { openSession, type OpenedSession } from '../session/open-session.js';
import { untilAvailable } from '../session/until-available.js';
import { readUpRecord, type UpRecord } from '../up/up-record.js';
import type { PreparedRun } from './run-definition.js';

/** Servers of the user's own that do not answer for so long are not there. */
const PATIENCE_MS = 15_000;

/** Starts the run and follows it to its end, with a worker of its own unless `up` has one. Ctrl-C leaves it as it is. */
export async function runAttached(cli: Cli, run: PreparedRun): Promise<number> {
  const interrupt = catchInterrupt();
  try {
    const session = await open(cli, run, interrupt);
    try {
      const runId = await start(cli, { session, run, interrupt });
      const { client, worker } = session;
      const view = await follow(runId, { io: cli.io, client, interrupt, ...(worker && { failed: worker.ended }) });
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

/**
 * The worker of `up` takes the run. One that brings actions or allowances of its own gets a queue of its own beside it:
 * on a shared one, a worker that may not do them could take its tasks.
 */
async function open({ io }: Cli, run: PreparedRun, interrupt: Interrupt): Promise<AttachedSession> {
  const { config, dataDir } = run.command;
  const up = toServerAddresses(config) === null ? readUpRecord(dataDir) : null;
  if (up && mayDoAll(up, run)) return openSession({ ...run.command, io, wish: 'join' });
  const taskQueue = up ? `${config.taskQueue}-${randomUUID().slice(0, 8)}` : config.taskQueue;
  const session = await openHost({
    config: { ...config, taskQueue },
    dataDir,
    io,
    actions: run.actions,
    wish: 'start',
    patienceMs: PATIENCE_MS,
    signal: interrupt.signal,
  });
  return up ? { ...session, ownQueue: taskQueue } : session;
}

function mayDoAll(up: UpRecord, { actions, command: { config } }: PreparedRun): boolean {
  const mayShell = up.isShellAllowed || !config.isShellAllowed;
  const { mcpServersFile } = config;
  const hasServers = mcpServersFile === null || mcpServersFile === up.mcpServersFile;
  return (
    actions.length === 0 && mayShell && hasServers && config.allowHosts.every((host) => up.allowHosts.includes(host))
  );
}

type AttachedSession = OpenedSession & {
  readonly worker?: HostedWorker;
  /** Which no other worker serves. */
  readonly ownQueue?: string;
};

interface Attached {
  readonly session: AttachedSession;
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

function describeDetached(runId: string, { servers, dataDir, ownQueue }: AttachedSession): string {
  const next = `Follow it with "taskwright watch ${runId}".`;
  if (ownQueue !== undefined) {
    return `Detached: the run pauses until "TASKWRIGHT_TASK_QUEUE=${ownQueue} taskwright worker" with the same options. ${next}`;
  }
  if (readUpRecord(dataDir) !== null) return `Detached: the run goes on with "taskwright up". ${next}`;
  const who = servers.isEmbedded ? '"taskwright up" or "taskwright run" here' : 'worker is started';
  return `Detached: the run pauses until the next ${who}, unless there is another worker. ${next}`;
}
