import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, types } from 'pg';

export interface ConnectOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** After which the server gives a statement up. */
  readonly statementTimeoutMs: number;
}

export interface Connection {
  /** For statements that are written by hand: prepared, one round trip. */
  readonly pool: Pool;
  /** For everything else. */
  readonly database: NodePgDatabase;
}

/**
 * All statements go by keys. Plans are made once a connection, often while the tables are still empty, and must be right
 * when they are large: by index, and never the whole table. To plan anew each time takes longer than to run.
 */
const PLANNER = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
];

const CONNECT_TIMEOUT_MS = 5_000;

/** A prepared statement lives as long as its connection. */
const IDLE_TIMEOUT_MS = 300_000;

const INT8 = 20;

/** Opens no connection before the first query. */
export function connect({ url, maxConnections, statementTimeoutMs }: ConnectOptions): Connection {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    application_name: 'taskwright',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    statement_timeout: statementTimeoutMs,
    // For a server that does not answer at all: the connection is given up.
    query_timeout: statementTimeoutMs + 2_000,
    // A process that stands still in a transaction must not hold its locks.
    idle_in_transaction_session_timeout: 10_000,
    options: PLANNER.map((setting) => `-c ${setting}`).join(' '),
    types: {
      // Times and counters: all below 2^53.
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks fails the queries on it, and the pool replaces it; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return { pool, database: drizzle({ client: pool }) };
}
