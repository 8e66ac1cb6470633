import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { and, eq, lte } from 'drizzle-orm';
import type { TemporalRuns } from '../client/temporal-runs.js';
import { toTreeWorkflow } from '../client/tree-workflow.js';
import { outbox } from '../store/postgres/schema.js';
import { TREE_CHANGED } from '../workflows/tree-protocol.js';

/** The workflows behind trees of generic tasks: one a root, which holds what the tree waits for. */
export interface TreeRuns {
  /** Starts the workflow of a root, or starts it again when the root had failed. Repeating it is harmless. */
  start(tree: { readonly runKey: string; readonly type: string; readonly title: string }): Promise<string | null>;
  /** Tells the workflows of these trees, from the outbox: what cannot be told now is told by the next sweep. */
  wake(runKeys: readonly string[], notedAt: number): Promise<void>;
}

export function createTreeRuns(options: {
  readonly runs: TemporalRuns;
  readonly database: NodePgDatabase;
  readonly timeScale: number;
}): TreeRuns {
  const { runs, database, timeScale } = options;
  return {
    async start({ runKey, type, title }) {
      const tree = toTreeWorkflow({ runKey, type, title, timeScale });
      const { temporalRunId } = await runs.start({ ...tree, mayStartAgain: true });
      return temporalRunId;
    },
    async wake(runKeys, notedAt) {
      await Promise.all(
        runKeys.map(async (runKey) => {
          try {
            await runs.signal(runKey, { name: TREE_CHANGED, message: {} });
            await database.delete(outbox).where(and(eq(outbox.id, toWakeId(runKey)), lte(outbox.createdAt, notedAt)));
          } catch {
            // The row stays, and the reconciler sends it.
          }
        }),
      );
    },
  };
}

/** One row a tree is enough: whoever is woken looks at everything. */
export function toWakeId(runKey: string): string {
  return `tree-changed:${runKey}`;
}

/** In the transaction of the change that has to be told. */
export async function noteWakes(tx: Pick<NodePgDatabase, 'insert'>, runKeys: readonly string[], now: number) {
  if (runKeys.length === 0) return;
  const rows = runKeys.map((runKey) => ({
    id: toWakeId(runKey),
    toRunKey: runKey,
    notice: { type: 'tree-changed' as const },
    createdAt: now,
    isDelivered: false,
  }));
  await tx
    .insert(outbox)
    .values(rows)
    .onConflictDoUpdate({ target: outbox.id, set: { isDelivered: false, createdAt: now } });
}
