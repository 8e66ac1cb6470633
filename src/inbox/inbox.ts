import { randomUUID } from 'node:crypto';
import type { TaskwrightClient } from '../client/create-client.js';
import { TaskwrightError, type ErrorRecord } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { deliverSignal, type SignalContent } from './deliver-signal.js';
import { createDeliveryStore, type KeptSignal, type Received } from './delivery-store.js';
import type { CorrelatedWait, Delivery, DeliveryStatus } from './delivery.js';
import { createWebhookDelivery, type WebhookOutcome } from './webhooks/deliver-webhook.js';

/** A delivery, or a signal that a run keeps. Times are ISO 8601, UTC. */
export interface InboxEntry {
  readonly id: string;
  /** `run:ID`, `correlation:KEY`, or `webhook:NAME`. */
  readonly source: string;
  /** `kept`: a run has it, and no wait wanted it yet. */
  readonly status: DeliveryStatus | 'kept';
  readonly sender: string;
  readonly reached: number;
  readonly content: JsonValue;
  readonly error: ErrorRecord | null;
  readonly receivedAt: string;
}

export interface InboxReceipt {
  readonly deliveryId: string;
  readonly status: DeliveryStatus;
  /** Waits and runs that were reached, and runs that were started. */
  readonly reached: number;
}

/**
 * What comes from outside: it is kept first, then delivered. Each delivery takes effect once, however often it is sent.
 * While Temporal cannot be reached it stays kept, and `sweep` delivers it.
 */
export interface Inbox {
  /** Throws not_found, conflict and invalid_input where the run or the signal cannot be; else it is kept. */
  signal(signal: {
    readonly workspace: string;
    readonly content: SignalContent;
    readonly sender: string;
    /** Generated unless said. */
    readonly id?: string | undefined;
  }): Promise<InboxReceipt>;
  /** Of a webhook, whose signature was checked. */
  webhook(received: Received): Promise<InboxReceipt>;
  /** What reached nothing, what was refused, what waits for its delivery, and what runs keep; newest first. */
  list(query: {
    readonly workspace: string;
    readonly status?: DeliveryStatus | undefined;
    readonly limit?: number | undefined;
  }): Promise<readonly InboxEntry[]>;
  /** Tries once more. Throws not_found, and what the delivery throws. */
  deliverAgain(address: {
    readonly workspace: string;
    readonly id: string;
    readonly sender: string;
  }): Promise<InboxReceipt>;
  /**
   * Delivers what came before a wait that waits now, and is for it. Whoever opened the wait calls it after that was
   * stored: so one of the two finds the other. Throws unavailable where it has to be called again.
   */
  offer(wait: CorrelatedWait & { readonly workspace: string }): Promise<void>;
  /** Delivers what was kept while it could not be delivered. */
  sweep(): Promise<void>;
}

const ID_FORM = /^[\x21-\x7e]{1,200}$/;
const OPEN_STATUSES: readonly DeliveryStatus[] = ['received', 'unmatched', 'refused'];
const USUAL_LIMIT = 50;
const SWEPT_AT_ONCE = 100;
const OFFERED_AT_ONCE = 1_000;
/** Younger ones are being delivered by who received them. */
const SWEPT_AFTER_MS = 10_000;

export function createInbox({
  database,
  client,
  now = Date.now,
}: {
  readonly database: TaskDatabase;
  readonly client: TaskwrightClient;
  readonly now?: () => number;
}): Inbox {
  const store = createDeliveryStore(database, now);
  const deliverWebhook = createWebhookDelivery();

  const attempt = async (delivery: Delivery): Promise<WebhookOutcome> => {
    const workspaceClient = client.inWorkspace(delivery.workspace);
    if (!delivery.source.startsWith('webhook:'))
      return { reached: await deliverSignal(workspaceClient, delivery), isTaken: true, awaited: [], error: null };
    const outcome = await deliverWebhook(workspaceClient, delivery);
    const { reached, awaited, error } = outcome;
    if (reached > 0 || awaited.length === 0) return outcome;
    // Only now is known what it is for: a wait that has begun meanwhile did not find it.
    await store.settle(delivery, { status: 'unmatched', reached, error, awaited });
    return deliverWebhook(workspaceClient, delivery);
  };

  /** Throws what the sender has to mend, after it was recorded. */
  const deliver = async (delivery: Delivery): Promise<InboxReceipt> => {
    const { id: deliveryId, source } = delivery;
    try {
      const { reached, isTaken, error } = await attempt(delivery);
      const status = reached > 0 ? 'delivered' : isTaken ? 'unmatched' : 'ignored';
      await store.settle(delivery, { status, reached, error });
      return { deliveryId, status, reached };
    } catch (thrown) {
      if (!(thrown instanceof TaskwrightError)) throw thrown;
      if (thrown.traits.isRetried) return { deliveryId, status: 'received', reached: 0 };
      const isUnmatched = source.startsWith('correlation:') && thrown.code === 'not_found';
      const status = isUnmatched ? 'unmatched' : 'refused';
      await store.settle(delivery, { status, reached: 0, error: isUnmatched ? null : thrown.toRecord() });
      if (isUnmatched) return { deliveryId, status, reached: 0 };
      throw thrown;
    }
  };

  /** What is refused is recorded. */
  const deliverQuietly = async (delivery: Delivery): Promise<InboxReceipt | null> => {
    try {
      return await deliver(delivery);
    } catch (thrown) {
      if (thrown instanceof TaskwrightError) return null;
      throw thrown;
    }
  };

  const take = async (received: Received): Promise<InboxReceipt> => {
    const delivery = await store.receive(received);
    const { status, reached, id: deliveryId } = delivery;
    const isSettled = status === 'delivered' || status === 'ignored';
    return isSettled ? { deliveryId, status, reached } : deliver(delivery);
  };

  return {
    async signal({ workspace, content, sender, id = randomUUID() }) {
      assertId(id);
      const source = 'run' in content ? `run:${content.run}` : `correlation:${content.correlation}`;
      const awaited = 'run' in content ? {} : { awaited: [content] };
      return take({ workspace, source: assertSource(source), id, content: { ...content }, sender, ...awaited });
    },

    async webhook(received) {
      assertId(received.id);
      try {
        return await take(received);
      } catch (thrown) {
        // The sender cannot mend a definition: it is recorded, and shown by the inbox.
        const isOurs = thrown instanceof TaskwrightError && thrown.code !== 'conflict' && thrown.code !== 'unavailable';
        if (!isOurs) throw thrown;
        return { deliveryId: received.id, status: 'refused', reached: 0 };
      }
    },

    async list({ workspace, status, limit = USUAL_LIMIT }) {
      const statuses = status === undefined ? OPEN_STATUSES : [status];
      const delivered = (await store.list({ workspace, statuses, limit })).map(toEntry);
      const kept = status === undefined ? await store.listKeptSignals(workspace, limit) : [];
      const all = [...delivered, ...kept.map(toKeptEntry)];
      return all.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).slice(0, limit);
    },

    async deliverAgain({ workspace, id, sender }) {
      const [delivery] = await store.find(workspace, id);
      if (delivery !== undefined) return deliver(delivery);
      const kept = (await store.listKeptSignals(workspace, 1_000)).find((signal) => signal.id === id);
      if (kept === undefined) throw noSuchDelivery(id);
      const { runId, name, path, payload } = kept;
      const content: SignalContent = { run: runId, task: path, name, payload: toJson(payload) };
      const again = { workspace, source: `run:${runId}`, id: randomUUID(), content: { ...content }, sender };
      return take(again);
    },

    async offer({ workspace, ...wait }) {
      for (const delivery of await store.listAwaited({ workspace, wait, limit: OFFERED_AT_ONCE })) {
        const receipt = await deliverQuietly(delivery);
        if (receipt?.status === 'received') throw new TaskwrightError('unavailable', 'An early signal has to wait.');
      }
    },

    async sweep() {
      const open = await store.listOpen({ before: now() - SWEPT_AFTER_MS, limit: SWEPT_AT_ONCE });
      for (const delivery of open) await deliverQuietly(delivery);
    },
  };
}

function assertId(id: string): void {
  if (ID_FORM.test(id)) return;
  throw new TaskwrightError('invalid_input', 'A delivery id has 1 to 200 printable characters, and no spaces.');
}

function assertSource(source: string): string {
  if (source.length <= 600) return source;
  throw new TaskwrightError('invalid_input', 'A correlation key has 500 characters at most.');
}

function toEntry({ id, source, status, sender, reached, content, error, receivedAt }: Delivery): InboxEntry {
  return { id, source, status, sender, reached, content, error, receivedAt: new Date(receivedAt).toISOString() };
}

function toKeptEntry({ runId, id, name, payload, sender, path, status, receivedAt }: KeptSignal): InboxEntry {
  return {
    id,
    source: `run:${runId}`,
    status: status === 'unmatched' ? 'unmatched' : 'kept',
    sender,
    reached: 1,
    content: { name, run: runId, task: path, payload: toJson(payload) },
    error: null,
    receivedAt: new Date(receivedAt).toISOString(),
  };
}

function toJson(value: unknown): JsonValue {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function noSuchDelivery(id: string): TaskwrightError {
  return new TaskwrightError('not_found', `There is no delivery "${id.slice(0, 200)}".`, {
    hint: 'List them with "taskwright inbox".',
  });
}
