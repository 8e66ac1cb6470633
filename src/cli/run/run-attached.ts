import { randomUUID } from 'node:crypto';
import type { RunView } from '../../client/run-view.js';
import { toServerAddresses } from '../../config/read-config.js';
import { printJson, type Cli } from '../cli.js';
import { toExitCode } from '../exit-code.js';
import { follow } from '../follow.js';
import { catchInterrupt, type Interrupt } from '../interrupt.js';
import { formatEnd } from '../render/run-report.js';
import type { HostedWorker } from '../session/host-worker.js';
import type { CommandSession } from '../session/command-session.js';
import { openCommandSession, toCommandSession } from '../session/open-command-session.js';
import { openHost } from '../session/open-host.js';
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
  if (config.gatewayUrl !== null) {
    const session = await openCommandSession({ ...run.command, io, wish: 'join' });
    return { ...session, howItGoesOn: () => 'the run goes on with the workers behind the gateway' };
  }
  const up = toServerAddresses(config) === null ? readUpRecord(dataDir) : null;
  if (up && mayDoAll(up, run)) {
    const session = await openCommandSession({ ...run.command, io, wish: 'join' });
    return { ...session, howItGoesOn: () => WITH_UP };
  }
  const taskQueue = up ? `${config.taskQueue}-${randomUUID().slice(0, 8)}` : config.taskQueue;
  const host = await openHost({
    ...run.command,
    config: { ...config, taskQueue },
    io,
    actions: run.actions,
    wish: 'start',
    patienceMs: PATIENCE_MS,
    signal: interrupt.signal,
  });
  const howItGoesOn = (): string => {
    if (up) return onlyOn(taskQueue);
    return readUpRecord(dataDir) === null ? pausesUntil(host.servers.isEmbedded) : WITH_UP;
  };
  return { ...toCommandSession(host, io.cwd), worker: host.worker, howItGoesOn };
}

function mayDoAll(up: UpRecord, { actions, command: { config } }: PreparedRun): boolean {
  const mayShell = up.isShellAllowed || !config.isShellAllowed;
  const { mcpServersFile } = config;
  const hasServers = mcpServersFile === null || mcpServersFile === up.mcpServersFile;
  return (
    actions.length === 0 && mayShell && hasServers && config.allowHosts.every((host) => up.allowHosts.includes(host))
  );
}

type AttachedSession = CommandSession & {
  readonly worker?: HostedWorker;
  /** Once nobody follows it. */
  readonly howItGoesOn: () => string;
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
  cli.io.note(`Detached: ${session.howItGoesOn()}. Follow it with "taskwright watch ${runId}".`);
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

const WITH_UP = 'the run goes on with "taskwright up"';

function onlyOn(queue: string): string {
  return `the run pauses until "TASKWRIGHT_TASK_QUEUE=${queue} taskwright worker" with the same options`;
}

function pausesUntil(isEmbedded: boolean): string {
  const who = isEmbedded ? '"taskwright up" or "taskwright run" here' : 'worker is started';
  return `the run pauses until the next ${who}, unless there is another worker`;
}
