import type { GatewayClient } from '../../client/gateway/gateway-client.js';
import type { GatewayTasks } from '../../client/gateway/gateway-tasks.js';
import type { StartedRun, StartRun } from '../../client/start-run.js';
import type { TaskwrightClient } from '../../client/create-client.js';
import type { FoundDefinition } from '../../client/definitions.js';
import type { DefinitionRef } from '../../client/definition-ref.js';
import type { Actor } from '../../domain/actor.js';
import type { DeliveryStatus } from '../../inbox/delivery.js';
import type { InboxEntry, InboxReceipt } from '../../inbox/inbox.js';
import type { NotificationView } from '../../notifications/notification-log.js';
import type { NotificationStatus } from '../../notifications/status.js';
import type { Decider } from './identify.js';

type Verbs = Exclude<keyof GatewayClient, 'tasks' | 'inWorkspace' | 'start' | 'findDefinition'>;

/** Runs and definitions, beside the servers or through a gateway. */
export interface CommandClient extends Pick<TaskwrightClient, Verbs> {
  start(run: StartRun): Promise<Pick<StartedRun, 'runId'>>;
  findDefinition(ref: DefinitionRef): Promise<Pick<FoundDefinition, 'definition'>>;
}

/** What a command speaks with: the servers themselves, or a gateway that TASKWRIGHT_URL names. */
export interface CommandSession {
  readonly client: CommandClient;
  /** Generic tasks in somebody's name; through a gateway in that of the token. */
  tasksOf(actor: Actor): GatewayTasks;
  /** What came in from outside. */
  readonly inbox: CommandInbox;
  /** What goes out to channels. */
  readonly notifications: CommandNotifications;
  /** Who decides. Throws forbidden, unauthenticated. */
  identify(said: {
    readonly name: string | undefined;
    readonly roles: readonly string[] | undefined;
  }): Promise<Decider>;
  /** The servers run for this command alone, so that nothing works on runs. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}

export interface CommandInbox {
  list(query: { readonly status?: DeliveryStatus | undefined }): Promise<readonly InboxEntry[]>;
  deliverAgain(id: string): Promise<InboxReceipt>;
}

export interface CommandNotifications {
  list(query: { readonly status?: NotificationStatus | undefined }): Promise<readonly NotificationView[]>;
  retry(id: string): Promise<void>;
}
