import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 2_000;

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  /** The servers that do not answer. */
  readonly missing: readonly string[];
}

export async function readReadiness(servers: Readonly<Record<string, () => Promise<unknown>>>): Promise<Readiness> {
  const asked = Object.entries(servers).map(async ([name, ask]) => {
    const isThere = await Promise.race([
      ask().then(
        () => true,
        () => false,
      ),
      delay(PATIENCE_MS, false, { ref: false }),
    ]);
    return isThere ? [] : [name];
  });
  const missing = (await Promise.all(asked)).flat();
  return { status: missing.length === 0 ? 'ready' : 'not_ready', missing };
}
