import { join, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { createSessions, type Sessions } from '../../access/sessions.js';
import { createTokens, type Tokens } from '../../access/tokens.js';
import { createClient, type TaskwrightClient } from '../../client/create-client.js';
import { createTemporalRuns } from '../../client/temporal-runs.js';
import { toNamespaceUrl } from '../../client/web-ui-url.js';
import type { Config } from '../../config/read-config.js';
import type { PostgresStore } from '../../store/postgres-store.js';
import { createInbox, type Inbox } from '../../inbox/inbox.js';
import { createNotificationLog, type NotificationLog } from '../../notifications/notification-log.js';
import { createSchedules } from '../../schedules/create-schedules.js';
import { findDataDir } from '../../dev/data-dir.js';
import { toAuthoredFolders } from '../../tasks/authored/authored-folders.js';
import { createTasks, type TasksClient } from '../../tasks/create-tasks.js';
import { createTreeVerbs } from '../../tasks/create-tree-verbs.js';
import { toPerson } from '../inputs/to-person.js';
import type { ServerLease } from './lease-servers.js';

/** What commands speak with: runs of definitions, and generic tasks in the name of whoever types. */
export interface Clients {
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
  /** Who may come in from outside. */
  readonly tokens: Tokens;
  /** Who is signed in to the pages. */
  readonly sessions: Sessions;
  /** What came in from outside. */
  readonly inbox: Inbox;
  /** What goes out to channels. */
  readonly notifications: NotificationLog;
}

const ANSWER_TIMEOUT_MS = 10_000;

export function createClients(options: {
  readonly temporal: Client;
  readonly store: PostgresStore;
  readonly config: Config;
  readonly servers: ServerLease;
  /** The folder that is worked in. */
  readonly cwd: string;
  readonly isSharedWithWorker?: boolean;
  readonly mask?: (text: string) => string;
}): Clients {
  const { temporal, store, config, servers, cwd, isSharedWithWorker = false, mask } = options;
  const { taskQueue, workspace, timeScale } = config;
  const { temporalAddress, uiUrl } = servers;
  const schedules = createSchedules({ database: store.taskDatabase, temporal, taskQueue, temporalAddress });
  const tasks = createTasks({
    database: store.taskDatabase,
    runs: createTemporalRuns({
      temporal,
      taskQueue,
      address: temporalAddress,
      answerTimeoutMs: ANSWER_TIMEOUT_MS,
      startsEagerly: isSharedWithWorker,
    }),
    workspace,
    actor: toPerson(),
    uiUrl: toNamespaceUrl(uiUrl, temporal.options.namespace),
    filesDir: resolve(cwd, config.filesDirectory ?? join(findDataDir(cwd), 'files')),
    folders: toAuthoredFolders(findDataDir(cwd), config.authored),
    timeScale,
    schedules,
  });
  const client = createClient({
    temporal,
    store,
    taskQueue,
    workspace,
    temporalAddress,
    uiUrl,
    timeScale,
    isSharedWithWorker,
    trees: createTreeVerbs(tasks),
    schedules,
    ...(mask ? { mask } : {}),
  });
  const tokens = createTokens(store.taskDatabase);
  return {
    client,
    tasks,
    tokens,
    sessions: createSessions(store.taskDatabase, tokens),
    inbox: createInbox({ database: store.taskDatabase, client }),
    notifications: createNotificationLog(store.taskDatabase),
  };
}
