import type { OutboxRow } from '../store/store.js';
import type { ActivityDependencies } from './dependencies.js';

const BATCH = 100;

/** Tells other runs what this one has caused. A notice that goes out twice is the same message, and counts once. */
export function createDeliverNotices(
  deps: ActivityDependencies,
): (input: { readonly runKey: string }) => Promise<void> {
  return async ({ runKey }) => {
    for (;;) {
      const rows = await deps.store.outbox.listUndelivered({ fromRunKey: runKey, limit: BATCH });
      await deliver(deps, rows);
      if (rows.length < BATCH) return;
    }
  };
}

/** An addressee that is gone needs no telling. */
export async function deliver(
  deps: Pick<ActivityDependencies, 'store' | 'messenger'>,
  rows: readonly OutboxRow[],
): Promise<void> {
  await Promise.all(rows.map((row) => deps.messenger.notify(row.toRunKey, row.notice)));
  if (rows.length > 0) await deps.store.outbox.close(rows.map((row) => row.id));
}
