import { TaskwrightError } from '../domain/errors.js';
import { toSignal } from '../workflows/protocol.js';
import type { ClientContext } from './client-context.js';

const BATCH = 100;

/**
 * Tells whoever waits for a run that was ended from outside: its own workflow can tell nobody any more. What cannot be
 * told now is told by the sweep of the workers. Told twice, it counts once.
 */
export async function tellOthers(
  { store, runs }: Pick<ClientContext, 'store' | 'runs'>,
  runKey: string,
): Promise<void> {
  try {
    for (;;) {
      const rows = await store.outbox.listUndelivered({ fromRunKey: runKey, limit: BATCH });
      await Promise.all(rows.map(({ toRunKey, notice }) => runs.signal(toRunKey, toSignal(notice))));
      if (rows.length > 0) await store.outbox.close(rows.map(({ id }) => id));
      if (rows.length < BATCH) return;
    }
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError && thrown.traits.isRetried)) throw thrown;
  }
}
