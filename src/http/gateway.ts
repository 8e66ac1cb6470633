import type { Authenticate } from '../access/authenticate.js';
import type { Sessions } from '../access/sessions.js';
import type { TaskwrightClient } from '../client/create-client.js';
import type { Inbox } from '../inbox/inbox.js';
import type { WebhookSource } from '../inbox/webhooks/sources.js';
import type { NotificationLog } from '../notifications/notification-log.js';
import type { TasksClient } from '../tasks/create-tasks.js';
import type { RateLimitRules } from './rate-limits.js';

/** What the gateway works with. */
export interface Gateway {
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
  readonly inbox: Inbox;
  readonly notifications: NotificationLog;
  readonly authenticate: Authenticate;
  /** Of browsers. */
  readonly sessions: Sessions;
  /** By their names in /v1/webhooks/{source}. */
  readonly webhooks: ReadonlyMap<string, WebhookSource>;
  /** What it cannot do without, by the names that /readyz says; each rejects while it does not answer. */
  readonly servers: Readonly<Record<string, () => Promise<unknown>>>;
  /** By which it may be called, besides localhost and addresses. */
  readonly publicHosts: readonly string[];
  /** Where people reach it, for links; null for wherever a request has found it. */
  readonly publicUrl: string | null;
  readonly rateLimits: RateLimitRules;
  /** Of Taskwright. */
  readonly version: string;
  readonly log: (entry: LogEntry) => void;
  readonly now: () => number;
}

/** One line of JSON each. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly [field: string]: string | number | null;
}
