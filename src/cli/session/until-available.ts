import { setTimeout as delay } from 'node:timers/promises';
import { TaskwrightError } from '../../domain/errors.js';

export interface Patience {
  /** Told once, when the first try has failed. */
  readonly onWait: (outage: TaskwrightError) => void;
  /** After which the outage is thrown. Never unless said. */
  readonly giveUpAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const PAUSE_MS = 500;

/** Asks again for as long as the answer is that something is not available. Rejects with the reason of the signal. */
export async function untilAvailable<Answer>(ask: () => Promise<Answer>, patience: Patience): Promise<Answer> {
  const { onWait, giveUpAfterMs = Number.POSITIVE_INFINITY, signal } = patience;
  const startedAt = performance.now();
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof TaskwrightError) || thrown.code !== 'unavailable') throw thrown;
      if (performance.now() - startedAt + PAUSE_MS > giveUpAfterMs) throw thrown;
      if (tries === 1) onWait(thrown);
    }
    await delay(PAUSE_MS, undefined, { signal }).catch((thrown: unknown) => {
      signal?.throwIfAborted();
      throw thrown;
    });
  }
}
