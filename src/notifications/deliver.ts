import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { TaskwrightError } from '../domain/errors.js';
import type { ChannelFile } from './channels/channel-file.js';
import type { Teller } from './channels/tell.js';
import { chooseChannels } from './choose-channels.js';
import { takeAway } from './event-feed.js';
import { addNotifications, readNextDueAt, settle, takeDue, type Notification } from './notification-rows.js';
import { readHappenings } from './read-happenings.js';

export interface DeliverContext {
  readonly db: NodePgDatabase;
  readonly file: ChannelFile;
  readonly teller: Teller;
  readonly publicUrl: string | null;
  readonly now: () => number;
}

const EVENTS_AT_ONCE = 50;
const TOLD_AT_ONCE = 10;

/** Longer than any delivery takes. */
const TAKEN_FOR_MS = 60_000;

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 3_600_000;

/** Writes whom events concern, and tells them. Answers when the next try is due. */
export async function deliverAll(context: DeliverContext): Promise<number | null> {
  const { db, file } = context;
  while ((await sortEvents(context)) === EVENTS_AT_ONCE);
  const channels = [...file.channels.keys()];
  for (;;) {
    const due = await takeDue(db, { channels, limit: TOLD_AT_ONCE, now: context.now(), forMs: TAKEN_FOR_MS });
    await Promise.all(due.map((one) => deliver(context, one)));
    if (due.length < TOLD_AT_ONCE) return readNextDueAt(db, channels);
  }
}

/** In one transaction: an event is gone when its notifications stand. Answers how many there were. */
async function sortEvents({ db, file, publicUrl, now }: DeliverContext): Promise<number> {
  return db.transaction(async (tx) => {
    const events = await takeAway(tx, 'channels', EVENTS_AT_ONCE);
    const told = [];
    for (const { event } of events) {
      for (const happening of await readHappenings(tx, event, publicUrl)) {
        told.push(...chooseChannels(file, happening).map((delivery) => ({ happening, delivery })));
      }
    }
    await addNotifications(tx, told, now());
    return events.length;
  });
}

async function deliver({ db, file, teller, now }: DeliverContext, notification: Notification): Promise<void> {
  const { id, channel: name, address, content, attempts, dueAt } = notification;
  const channel = file.channels.get(name);
  if (channel === undefined) return;
  try {
    await teller.tell(channel, { id, address, content });
    await settle(db, id, { status: 'delivered', error: null, dueAt, settledAt: now() });
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError)) throw thrown;
    const isLast = attempts >= channel.max_attempts || !thrown.traits.isRetried;
    const error = thrown.toRecord();
    await (isLast
      ? settle(db, id, { status: 'dead', error, dueAt, settledAt: now() })
      : settle(db, id, { status: 'pending', error, dueAt: now() + toRetryDelay(attempts), settledAt: null }));
  }
}

/** 1 s, 4 s, 16 s, … up to an hour. */
function toRetryDelay(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 4 ** (attempts - 1), MAX_RETRY_MS);
}
