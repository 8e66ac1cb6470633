import type { PoolClient } from 'pg';
import type { TaskDatabase } from '../store/postgres/task-database.js';

/** On which the trigger says that there is something. */
const CHANNEL = 'taskwright_events';
const AGAIN_AFTER_MS = 5_000;

/** Calls back for each word of the database, and once a broken connection is there again. One connection stays taken. */
export function listen({ pool }: TaskDatabase, onWord: () => void): { stop(): Promise<void> } {
  let client: PoolClient | null = null;
  let isStopped = false;
  let again: NodeJS.Timeout | null = null;

  const connect = async (): Promise<void> => {
    let taken: PoolClient | null = null;
    try {
      taken = await pool.connect();
      const mine = taken;
      mine.on('notification', onWord);
      mine.on('error', () => lose(mine));
      mine.on('end', () => lose(mine));
      client = mine;
      await mine.query(`listen ${CHANNEL}`);
      onWord();
    } catch {
      if (taken !== null) lose(taken);
      else later();
    }
  };
  const lose = (lost: PoolClient): void => {
    if (client !== lost) return;
    client = null;
    lost.removeListener('notification', onWord);
    lost.release(true);
    later();
  };
  const later = (): void => {
    if (isStopped) return;
    again = setTimeout(() => void (connecting = connect()), AGAIN_AFTER_MS);
    again.unref();
  };
  let connecting = connect();

  return {
    async stop() {
      isStopped = true;
      if (again !== null) clearTimeout(again);
      await connecting;
      const last = client;
      client = null;
      last?.removeListener('notification', onWord);
      last?.release(true);
    },
  };
}
