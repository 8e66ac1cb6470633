import { parseDuration } from '../domain/duration.js';
import type { AuthorClock } from '../orchestrators/kind.js';

/** Durations as authors write them, scaled for tests: a wait of three days can be tried in a second. */
export function createAuthorClock(timeScale: number): AuthorClock {
  return { toMs: (duration) => Math.round(parseDuration(duration) * timeScale) };
}
