import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, types } from 'pg';

/** For what is asked about generic tasks, in any combination: the planner is free, unlike for the engine's statements. */
export interface TaskDatabase {
  readonly database: NodePgDatabase;
  readonly pool: Pool;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 6;
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
const INT8 = 20;

/** Opens no connection before the first query. */
export function openTaskDatabase(url: string): TaskDatabase {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    application_name: 'taskwright tasks',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
    // A process that stands still in a transaction must not hold its locks.
    idle_in_transaction_session_timeout: 10_000,
    options: '-c jit=off',
    types: {
      // Times and counters: all below 2^53.
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks fails the queries on it, and the pool replaces it; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return { database: drizzle({ client: pool }), pool, close: () => pool.end() };
}
