import { createAttempts } from './memory/attempts.js';
import { createAudit } from './memory/audit.js';
import { createConcurrency } from './memory/concurrency.js';
import { createDefinitions } from './memory/definitions.js';
import { createEvents } from './memory/events.js';
import { createMessages } from './memory/messages.js';
import { createOutbox } from './memory/outbox.js';
import { createRows } from './memory/rows.js';
import { createRuns } from './memory/runs.js';
import { createTaskQueries } from './memory/task-queries.js';
import { createTaskWriter } from './memory/write-tasks.js';
import type { Store } from './store.js';

/** For tests: everything a store does, in this process, gone with it. Each call takes effect as a whole. */
export function createMemoryStore(): Store {
  const rows = createRows();
  return {
    definitions: createDefinitions(rows),
    runs: createRuns(rows),
    tasks: { ...createTaskQueries(rows), ...createTaskWriter(rows) },
    attempts: createAttempts(rows),
    messages: createMessages(rows),
    outbox: createOutbox(rows),
    concurrency: createConcurrency(rows),
    events: createEvents(rows),
    audit: createAudit(rows),
    async ping() {},
    async close() {},
  };
}
