import { pollUntil } from './poll-until.js';
import { findProcessesByArguments, isRunning } from './process-identity.js';
import { endProcess, type ServerEnding } from './server-process.js';
import { startServer, type RunningServer, type ServerRecipe } from './start-server.js';

const START_TIMEOUT_MS = 60_000;

export interface EnsureServerOptions<Port extends string> {
  /** The one on record, which may have died since. */
  readonly known: RunningServer<Port> | null;
  /** The arguments that this server has and no other. */
  readonly mark: readonly string[];
  /** A server that lives but does not answer for so long is replaced. */
  readonly answerTimeoutMs?: number;
  readonly onSpawned: (server: RunningServer<Port>) => void;
}

/** Keeps the server on record if it answers, else puts a new one in its place, on the same ports if it can. True when it was started. */
export async function ensureServer<Port extends string>(
  recipe: ServerRecipe<Port>,
  options: EnsureServerOptions<Port>,
): Promise<boolean> {
  const { known, mark, answerTimeoutMs = 10_000, onSpawned } = options;
  if (known && isRunning(known.process) && (await isAnswering(recipe, known, answerTimeoutMs))) return false;
  if (known) await endProcess(known.process, recipe.ending);
  await endStrays(mark, recipe.ending);
  await startServer(recipe, {
    preferredPorts: known?.ports ?? recipe.preferredPorts,
    timeoutMs: START_TIMEOUT_MS,
    onSpawned,
  });
  return true;
}

/** Ends servers of this data folder that stand in no record: two on one database would destroy it. */
export async function endStrays(mark: readonly string[], ending: ServerEnding): Promise<boolean> {
  const strays = findProcessesByArguments(...mark);
  await Promise.all(strays.map((stray) => endProcess(stray, ending)));
  return strays.length > 0;
}

async function isAnswering<Port extends string>(
  recipe: ServerRecipe<Port>,
  server: RunningServer<Port>,
  timeoutMs: number,
): Promise<boolean> {
  const outcome = await pollUntil(
    async () => {
      if (await recipe.isUsable(server.ports)) return 'usable';
      return isRunning(server.process) ? undefined : 'ended';
    },
    { timeoutMs },
  );
  return outcome === 'usable';
}
