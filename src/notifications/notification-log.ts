import { TaskwrightError } from '../domain/errors.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import { listNotifications, retryNotification, type Notification } from './notification-rows.js';
import type { NotificationStatus } from './status.js';

/** Times are ISO 8601, UTC. */
export interface NotificationView {
  readonly id: string;
  readonly channel: string;
  /** Where the channel has none of its own. */
  readonly address: string | null;
  readonly event: string;
  readonly runId: string;
  readonly path: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  /** Why the last try failed. */
  readonly error: string | null;
  readonly createdAt: string;
  /** Of the next try; null where there is none. */
  readonly dueAt: string | null;
}

/** What channels were told, and what they could not be told. */
export interface NotificationLog {
  /** Newest first; those that wait and that were given up unless a status is said. */
  list(query: {
    readonly workspace: string;
    readonly status?: NotificationStatus | undefined;
    readonly limit?: number | undefined;
  }): Promise<readonly NotificationView[]>;
  /** Tries it again from the start. Throws not_found for one that is not there or was delivered. */
  retry(address: { readonly workspace: string; readonly id: string }): Promise<void>;
}

const USUAL_LIMIT = 50;
const UNTOLD: readonly NotificationStatus[] = ['pending', 'dead'];

export function createNotificationLog({ database }: TaskDatabase, now: () => number = Date.now): NotificationLog {
  return {
    async list({ workspace, status, limit = USUAL_LIMIT }) {
      const statuses = status === undefined ? UNTOLD : [status];
      return (await stored(listNotifications(database, { workspace, statuses, limit }))).map(toView);
    },
    async retry({ workspace, id }) {
      if (await stored(retryNotification(database, { workspace, id, now: now() }))) return;
      throw new TaskwrightError('not_found', `There is no notification "${id.slice(0, 100)}" that was not delivered.`, {
        hint: 'List them with "taskwright notifications".',
      });
    },
  };
}

function toView({
  id,
  channel,
  address,
  content,
  status,
  attempts,
  error,
  createdAt,
  dueAt,
}: Notification): NotificationView {
  const { event, runId, path } = content;
  return {
    ...{ id, channel, address, event, runId, path, status, attempts },
    error: error?.message ?? null,
    createdAt: new Date(createdAt).toISOString(),
    dueAt: status === 'pending' ? new Date(dueAt).toISOString() : null,
  };
}

async function stored<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}
