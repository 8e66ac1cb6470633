import { TaskwrightError, toMessage } from '../domain/errors.js';
import { reservePorts } from './free-port.js';
import { pollUntil } from './poll-until.js';
import type { ProcessIdentity } from './process-identity.js';
import {
  endProcess,
  spawnServer,
  type ServerCommand,
  type ServerEnding,
  type ServerProcess,
} from './server-process.js';

/** What a server that ended while it was starting calls for, judged by its log. */
export type ExitVerdict = 'port_taken' | 'try_again' | 'failed';

/** How one server is started, asked whether it is up, and ended. */
export interface ServerRecipe<Port extends string> {
  readonly name: string;
  readonly logFile: string;
  readonly preferredPorts: Readonly<Record<Port, number>>;
  readonly ending: ServerEnding;
  /** Gets everything ready on disk; called before each start. The answer makes the command. */
  prepare(): Promise<(ports: Readonly<Record<Port, number>>) => ServerCommand>;
  /** Resolves to true when the server can be used; false while it is coming up; throws when waiting is of no use. */
  isUsable(ports: Readonly<Record<Port, number>>): Promise<boolean>;
  judgeExit(log: string): ExitVerdict;
}

export interface RunningServer<Port extends string> {
  readonly process: ProcessIdentity;
  readonly ports: Readonly<Record<Port, number>>;
}

export interface StartServerOptions<Port extends string> {
  readonly preferredPorts: Readonly<Record<Port, number>>;
  readonly timeoutMs: number;
  /** Called as soon as the process exists, before it can be used. */
  readonly onSpawned: (server: RunningServer<Port>) => void;
}

/** Starts a server and waits until it can be used; takes other ports when the preferred ones are taken. */
export async function startServer<Port extends string>(
  recipe: ServerRecipe<Port>,
  options: StartServerOptions<Port>,
): Promise<RunningServer<Port>> {
  const deadlineAt = Date.now() + options.timeoutMs;
  const started = await pollUntil(() => tryStartServer(recipe, { ...options, timeoutMs: deadlineAt - Date.now() }), {
    timeoutMs: options.timeoutMs,
    firstPauseMs: 20,
  });
  if (!started) throw toStartError(recipe, `was not ready after ${Math.round(options.timeoutMs / 1000)} s`);
  return started;
}

/** Undefined when it is worth another try. */
async function tryStartServer<Port extends string>(
  recipe: ServerRecipe<Port>,
  options: StartServerOptions<Port>,
): Promise<RunningServer<Port> | undefined> {
  const toCommand = await recipe.prepare();
  const { ports, release } = await reservePorts(options.preferredPorts);
  try {
    const process = await spawnServer(toCommand(ports), {
      logFile: recipe.logFile,
      onSpawned: (identity) => options.onSpawned({ process: identity, ports }),
    }).catch((error: unknown) => {
      throw new TaskwrightError(
        'unavailable',
        `The embedded ${recipe.name} could not be executed: ${toMessage(error)}.`,
        { cause: error },
      );
    });
    const outcome = await waitUntilUsable(recipe, { process, ports, timeoutMs: options.timeoutMs });
    if (outcome === 'usable') return { process: process.identity, ports };
    await endProcess(process.identity, recipe.ending);
    if (outcome === 'not_ready') throw toStartError(recipe, 'did not become ready in time', process.readLogTail());
    const log = process.readLogTail();
    if (recipe.judgeExit(log) === 'failed') throw toStartError(recipe, 'ended while it was starting', log);
    return undefined;
  } finally {
    await release();
  }
}

async function waitUntilUsable<Port extends string>(
  recipe: ServerRecipe<Port>,
  options: { process: ServerProcess; ports: Readonly<Record<Port, number>>; timeoutMs: number },
): Promise<'usable' | 'exited' | 'not_ready'> {
  const { process, ports, timeoutMs } = options;
  const outcome = await pollUntil(
    async () => {
      if (process.hasExited()) return 'exited';
      if (!(await recipe.isUsable(ports))) return undefined;
      // The answer may have been that of another server, on whose port ours could not listen.
      return process.hasExited() ? 'exited' : 'usable';
    },
    { timeoutMs, maxPauseMs: 50 },
  );
  return outcome ?? 'not_ready';
}

function toStartError<Port extends string>(recipe: ServerRecipe<Port>, what: string, log = ''): TaskwrightError {
  const ending = log ? `, which ends with:\n${log.replaceAll(/^/gm, '  ')}` : '.';
  return new TaskwrightError(
    'unavailable',
    `The embedded ${recipe.name} ${what}. Its log is ${recipe.logFile}${ending}`,
  );
}
