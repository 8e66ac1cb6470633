import type { RunSummary, RunView } from '../client/run-view.js';
import type { TaskwrightError } from '../domain/errors.js';
import { isTerminalRun } from '../domain/status.js';
import type { Interrupt } from './interrupt.js';
import type { Io } from './io.js';
import type { CommandClient } from './session/command-session.js';
import { createProgress } from './render/progress.js';

export interface FollowOptions {
  readonly io: Io;
  readonly client: Pick<CommandClient, 'watch' | 'waitForEnd'>;
  readonly interrupt: Interrupt;
  /** Rejects when nothing can come of it any more: the worker of this process has failed. */
  readonly failed?: Promise<void>;
}

/** Shows a run until it ends, and answers it; null when the user stopped looking. Says when servers are out of reach. */
export async function follow(runId: string, options: FollowOptions): Promise<RunView | null> {
  const { io, client, interrupt, failed } = options;
  const progress = await createProgress(io);
  const look = async (): Promise<RunView> => {
    const onOutage = (outage: TaskwrightError | null): void => sayOutage(io, outage);
    let isFirst = true;
    for await (const snapshot of client.watch(runId, { signal: interrupt.signal, onOutage })) {
      if (isFirst) announce(io, snapshot.run);
      isFirst = false;
      progress.show(snapshot);
      if (isTerminalRun(snapshot.run.status)) break;
    }
    return client.waitForEnd(runId, { signal: interrupt.signal, onOutage });
  };
  try {
    const ended = look();
    // A worker that stops without a failure does so because it was told to.
    const hasFailed = failed?.then(() => new Promise<never>(() => undefined));
    return await (hasFailed ? Promise.race([ended, hasFailed]) : ended);
  } catch (thrown) {
    if (interrupt.signal.aborted) return null;
    throw thrown;
  } finally {
    progress.end();
  }
}

/** The link is no part of the live tree, whose lines are broken where the terminal ends. */
function announce(io: Io, { definition, version, runId, uiUrl }: RunSummary): void {
  if (!io.isLive) io.note(`${definition} ${version}, run ${runId}`);
  if (uiUrl !== null) io.note(uiUrl);
}

function sayOutage(io: Io, outage: TaskwrightError | null): void {
  io.note(outage === null ? 'It answers again.' : `Waiting: ${outage.message}`);
}
