import { createAttempts } from './postgres/attempts.js';
import { createAudit } from './postgres/audit.js';
import { createConcurrency } from './postgres/concurrency.js';
import { connect, type Connection } from './postgres/connect.js';
import { createDefinitions } from './postgres/definitions.js';
import { createEvents } from './postgres/events.js';
import { createMessages } from './postgres/messages.js';
import { createOutbox } from './postgres/outbox.js';
import { createRuns } from './postgres/runs.js';
import { openTaskDatabase, type TaskDatabase } from './postgres/task-database.js';
import { createTasks } from './postgres/tasks.js';
import { withStoreErrors } from './postgres/with-store-errors.js';
import type { Store } from './store.js';

export interface PostgresStoreOptions {
  readonly url: string;
  /** All together; 10 when left out. */
  readonly maxConnections?: number;
  /** Of these, kept for local activities: they must not wait behind ordinary ones. 3 when left out. */
  readonly localConnections?: number;
  /** After which a statement is given up; 3,000 when left out. */
  readonly statementTimeoutMs?: number;
}

export interface PostgresStore extends Store {
  /** The same store over connections of its own. */
  readonly forLocalActivities: Store;
  /** Where generic tasks are kept, over connections of its own. */
  readonly taskDatabase: TaskDatabase;
}

/** Opens no connection before it is used. The schema must be current: see `migrate`. */
export function createPostgresStore({
  url,
  maxConnections = 10,
  localConnections = 3,
  statementTimeoutMs = 3_000,
}: PostgresStoreOptions): PostgresStore {
  const connections = Math.max(1, maxConnections - localConnections);
  const ordinary = connect({ url, maxConnections: connections, statementTimeoutMs });
  const local = connect({ url, maxConnections: localConnections, statementTimeoutMs });
  const forLocalActivities = createStore(local, localConnections);
  const taskDatabase = openTaskDatabase(url);
  return {
    ...createStore(ordinary, connections),
    forLocalActivities,
    taskDatabase,
    async close() {
      await Promise.all([close(ordinary), close(local), taskDatabase.close()]);
    },
  };
}

function createStore(connection: Connection, connections: number): Store {
  // One connection stays free for whatever else is asked.
  const maxUnderWay = Math.max(1, connections - 1);
  return {
    definitions: withStoreErrors(createDefinitions(connection)),
    runs: withStoreErrors(createRuns(connection)),
    tasks: withStoreErrors(createTasks(connection)),
    attempts: withStoreErrors(createAttempts(connection, maxUnderWay)),
    messages: withStoreErrors(createMessages(connection)),
    outbox: withStoreErrors(createOutbox(connection)),
    concurrency: withStoreErrors(createConcurrency(connection)),
    events: withStoreErrors(createEvents(connection)),
    audit: withStoreErrors(createAudit(connection)),
    ...withStoreErrors({
      async ping() {
        await connection.pool.query('select 1');
      },
    }),
    close: () => close(connection),
  };
}

/** Statements under way end first. */
async function close({ pool }: Connection): Promise<void> {
  await pool.end();
}
