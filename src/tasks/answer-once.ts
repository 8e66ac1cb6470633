import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, isNull, lt } from 'drizzle-orm';
import { LOCAL_PROOF } from '../domain/actor.js';
import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonValue } from '../domain/json.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import type { RequestMark } from './request-mark.js';
import { answeredRequests } from './store/schema.js';
import type { TasksContext } from './tasks-context.js';

export interface KeyedRequest {
  /** What is asked: the name of a tool, or a method and a path. Callers never share keys. */
  readonly operation: string;
  /** The caller's own: 1 to 200 characters. */
  readonly key: string;
  readonly request: JsonValue;
  /** The engine recognises a repeat itself by its `token`: then it may be asked again when nobody knows how the first one ended. */
  readonly isRepeatable?: boolean;
}

const MAX_KEY_LENGTH = 200;
/** How long a key is remembered. */
const KEPT_MS = 7 * 86_400_000;
/** No request takes longer. */
const LONGEST_REQUEST_MS = 120_000;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

/**
 * Answers a request once: a repeat with the same key gets the same answer and changes nothing. `work` is given a mark that
 * is the same for each repeat; of two that run side by side, the first answer counts. What is refused is not remembered, for nothing has changed then. Throws conflict for another
 * request under the same key, unavailable while the first one is under way.
 */
export async function answerOnce(
  context: TasksContext,
  keyed: KeyedRequest,
  work: (mark: RequestMark) => Promise<JsonValue>,
): Promise<JsonValue> {
  const { key, operation } = keyed;
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw new TaskwrightError('invalid_input', `An idempotency key has 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const { name, proof = LOCAL_PROOF } = context.actor;
  // Names are not unique: two tokens may bear the same one, and an issuer may give it to somebody else.
  const scope = `${JSON.stringify([proof, name])} ${operation}`;
  const requestHash = hash(canonical(keyed.request));
  const token = hash(`${context.workspace} ${scope} ${key}`).slice(0, 32);
  const place: Place = { workspace: context.workspace, scope, key };
  const now = context.now();
  const { isRepeatable = false } = keyed;
  const earlier = (await takePlace(context, place, requestHash))
    ? { since: now }
    : await readEarlier(context, place, { requestHash, isRepeatable });
  if ('answer' in earlier) return earlier.answer;
  const { database } = context.db;
  const answer = await work({ token, since: earlier.since }).catch(async (thrown: unknown) => {
    if (isRefusal(thrown)) await stored(database.delete(answeredRequests).where(at(place)));
    throw thrown;
  });
  const isFirst = and(at(place), isNull(answeredRequests.answer));
  await stored(database.update(answeredRequests).set({ answer }).where(isFirst));
  const [kept] = await stored(database.select().from(answeredRequests).where(at(place)));
  return kept?.answer ?? answer;
}

async function stored<Rows>(statement: PromiseLike<Rows>): Promise<Rows> {
  try {
    return await statement;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}

interface Place {
  readonly workspace: string;
  readonly scope: string;
  readonly key: string;
}

function at({ workspace, scope, key }: Place) {
  return and(
    eq(answeredRequests.workspace, workspace),
    eq(answeredRequests.scope, scope),
    eq(answeredRequests.key, key),
  );
}

async function takePlace({ db, now }: TasksContext, place: Place, requestHash: string): Promise<boolean> {
  const createdAt = now();
  await stored(db.database.delete(answeredRequests).where(lt(answeredRequests.createdAt, createdAt - KEPT_MS)));
  const rows = await stored(
    db.database
      .insert(answeredRequests)
      .values({ ...place, requestHash, answer: null, createdAt })
      .onConflictDoNothing()
      .returning({ key: answeredRequests.key }),
  );
  return rows.length === 1;
}

/** Without an answer, the request has to be answered (again). */
async function readEarlier(
  context: TasksContext,
  place: Place,
  { requestHash, isRepeatable }: { readonly requestHash: string; readonly isRepeatable: boolean },
): Promise<{ readonly answer: JsonValue } | { readonly since: number }> {
  const { db, now } = context;
  for (const giveUpAt = performance.now() + PATIENCE_MS; ;) {
    const [row] = await stored(db.database.select().from(answeredRequests).where(at(place)));
    // The first one was refused meanwhile.
    if (row === undefined) {
      const since = now();
      if (await takePlace(context, place, requestHash)) return { since };
      continue;
    }
    if (row.requestHash !== requestHash) {
      throw new TaskwrightError('conflict', `The idempotency key "${place.key}" was used for another request.`, {
        hint: 'A key belongs to one request; take a new one.',
      });
    }
    if (row.answer !== null) return { answer: row.answer };
    if (isRepeatable) return { since: row.createdAt };
    if (row.createdAt < now() - LONGEST_REQUEST_MS) throw unknownEnd(place.key);
    if (performance.now() > giveUpAt) throw stillUnderWay(place.key);
    await delay(PAUSE_MS);
  }
}

/** Its caller is to do something else; an outage or a fault leaves open whether something has changed. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof TaskwrightError && thrown.traits.fault === 'caller';
}

function stillUnderWay(key: string): TaskwrightError {
  return new TaskwrightError('unavailable', `The first request with the key "${key}" is still under way.`, {
    hint: 'Ask again in a moment.',
  });
}

function unknownEnd(key: string): TaskwrightError {
  return new TaskwrightError('conflict', `Nobody knows how the first request with the key "${key}" ended.`, {
    hint: 'Look at what it was to change; if it has not, ask again with a new key.',
  });
}

/** Whatever the order of the keys. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, item: JsonValue) =>
    isJsonObject(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
