import { setTimeout as delay } from 'node:timers/promises';
import type { AttemptSurroundings } from './attempt-surroundings.js';
import { isOutage } from './to-failure.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Writes what an action came to, through outages of the store: the work is done and may not be done again. Inside a
 * workflow task there is no time for that; there the attempt counts as lost.
 */
export async function untilWritten<Result>(
  write: () => Promise<Result>,
  surroundings: Pick<AttemptSurroundings, 'isInline'>,
): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await write();
    } catch (thrown) {
      if (!isOutage(thrown) || (surroundings.isInline && pauseMs > FIRST_PAUSE_MS * 8)) throw thrown;
    }
    await delay(pauseMs);
  }
}
