import type { SecretSource } from '../actions/secret-source.js';
import { toMessage } from '../domain/errors.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import type { ChannelFile } from './channels/channel-file.js';
import { createTeller } from './channels/tell.js';
import { startCourier } from './courier.js';
import { deliverAll } from './deliver.js';
import { renewInterest, type Consumer } from './event-feed.js';
import { runHooks, toPatterns, type Hook } from './hooks.js';
import { listen } from './listen.js';
import { toRecordedTypes } from './name-events.js';
import { forgetOld } from './notification-rows.js';

export interface NotificationsOptions {
  readonly database: TaskDatabase;
  readonly channels: ChannelFile | null;
  readonly hooks: readonly Hook[];
  readonly secrets: SecretSource;
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts: readonly string[];
  /** Of the gateway, as people reach it; without it nothing has a link. */
  readonly publicUrl: string | null;
  /** One line each. */
  readonly log: (line: string) => void;
  readonly now?: () => number;
}

/** Of a lifecycle's own channels and of contacts, whatever the rules say. */
const ALWAYS = ['channels.notified', 'task.overdue'];

const RENEW_EVERY_MS = 3_600_000;

/**
 * Tells channels and hooks of what happens, as the database says it: woken by its word, by what is due, and each minute.
 * No run ever waits for it. Several workers may do so at once. Once it answers, nothing that happens is missed; where the
 * database does not answer, that is so from its return on.
 */
export async function startNotifications(options: NotificationsOptions): Promise<{ stop(): Promise<void> }> {
  const { channels: file, hooks, publicUrl, log, now = Date.now } = options;
  const db = options.database.database;
  const stops: (() => Promise<unknown>)[] = [];
  const onFailure = (thrown: unknown): void => {
    const message = `Events could not be handed on: ${toMessage(thrown)}`;
    log(JSON.stringify({ at: new Date(now()).toISOString(), level: 'warn', message }));
  };

  /** Answers what wakes it. */
  const feed = async (
    consumer: Consumer,
    names: readonly string[],
    handOn: () => Promise<number | null>,
  ): Promise<() => void> => {
    const types = names.flatMap(toRecordedTypes);
    let renewedAt = 0;
    const renew = async (): Promise<void> => {
      if (now() - renewedAt < RENEW_EVERY_MS) return;
      await renewInterest(db, { consumer, types, now: now() });
      await forgetOld(db, now());
      renewedAt = now();
    };
    await renew().catch(onFailure);
    const courier = startCourier({ work: () => renew().then(handOn), onFailure, now });
    stops.push(() => courier.stop());
    return courier.wake;
  };

  const wakes: (() => void)[] = [];
  if (file !== null) {
    const teller = createTeller({ secrets: options.secrets, allowHosts: options.allowHosts, log, now });
    const names = [...file.rules.flatMap(({ on }) => on), ...ALWAYS];
    wakes.push(await feed('channels', names, () => deliverAll({ db, file, teller, publicUrl, now })));
    stops.push(() => teller.close());
  }
  if (hooks.length > 0) {
    const names = hooks.flatMap(({ on }) => toPatterns(on));
    wakes.push(await feed('hooks', names, () => runHooks({ db, hooks, publicUrl, log, now })));
  }
  const listener = wakes.length === 0 ? null : listen(options.database, () => wakes.forEach((wake) => wake()));
  return {
    async stop() {
      await listener?.stop();
      for (const stop of stops) await stop();
    },
  };
}
