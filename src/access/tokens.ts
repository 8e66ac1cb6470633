import { toIso } from '../domain/iso-time.js';
import { and, asc, eq, isNull, lt, or } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import { assertId } from '../domain/assert-id.js';
import { indexOfUnstorable } from '../domain/storable.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import type { Caller } from './caller.js';
import { tokens } from './schema.js';
import type { Scope } from './scopes.js';
import { generateToken, hashToken, isSameHash, readTokenId } from './token-text.js';

export interface NewToken {
  readonly name: string;
  readonly roles: readonly string[];
  readonly scopes: readonly Scope[];
  /** Null: all. */
  readonly workspaces: readonly string[] | null;
  /** Never unless said. */
  readonly expiresInMs?: number | undefined;
  readonly isOwner?: boolean;
}

/** A token as it is listed. Times are ISO 8601, UTC. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly scopes: readonly Scope[];
  readonly workspaces: readonly string[] | null;
  readonly isOwner: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** Tokens of this installation. Everything throws unavailable while the database cannot be reached. */
export interface Tokens {
  /** `token` is said this once. Throws invalid_input. */
  create(token: NewToken): Promise<{ readonly token: string; readonly view: TokenView }>;
  /** The oldest first, also those that were revoked or have expired. */
  list(): Promise<readonly TokenView[]>;
  /** By id, or by a name that only one token has. Throws not_found, conflict; harmless when repeated. */
  revoke(idOrName: string): Promise<TokenView>;
  /** Null for one that is unknown, revoked or has expired. */
  find(token: string): Promise<Caller | null>;
  /** The same, by its id, for who has shown it before. */
  findById(id: string): Promise<Caller | null>;
  /** Whether anybody was ever given a token, besides the owner of this machine. */
  hasOthers(): Promise<boolean>;
}

type Row = typeof tokens.$inferSelect;

/** `last_used_at` is as exact as this. */
const USE_IS_NOTED_EVERY_MS = 60_000;

const MAX_LISTED = 100;

export function createTokens({ database }: TaskDatabase, now: () => number = Date.now): Tokens {
  const create: Tokens['create'] = async (given) => {
    assertToken(given);
    const { id, text, hash } = generateToken();
    const { name, roles, scopes, workspaces, expiresInMs, isOwner = false } = given;
    const createdAt = now();
    const expiresAt = expiresInMs === undefined ? null : createdAt + expiresInMs;
    const [row] = await database
      .insert(tokens)
      .values({ id, hash, name, roles, scopes, workspaces, isOwner, createdAt, expiresAt })
      .returning();
    if (row === undefined) throw new TaskwrightError('internal', 'The token was not kept.');
    return { token: text, view: toView(row) };
  };

  const revoke: Tokens['revoke'] = async (idOrName) => {
    const found = await database
      .select()
      .from(tokens)
      .where(or(eq(tokens.id, idOrName), and(eq(tokens.name, idOrName), isNull(tokens.revokedAt))));
    const [row] = found;
    if (row === undefined) throw noSuchToken(idOrName);
    if (found.length > 1) throw severalTokens(idOrName, found);
    const revokedAt = row.revokedAt ?? now();
    await database.update(tokens).set({ revokedAt }).where(eq(tokens.id, row.id));
    return toView({ ...row, revokedAt });
  };

  const findValid = async (id: string, isMeant: (row: Row) => boolean): Promise<Caller | null> => {
    const [row] = await database.select().from(tokens).where(eq(tokens.id, id));
    if (row === undefined || !isMeant(row) || !isValid(row, now())) return null;
    await noteUse(row);
    const { name, roles, scopes, workspaces } = row;
    const known = `token:${id}`;
    return { id: known, actor: { name, roles, proof: known }, scopes, workspaces };
  };

  const find: Tokens['find'] = async (text) => {
    const id = readTokenId(text);
    return id === null ? null : findValid(id, ({ hash }) => isSameHash(hash, hashToken(text)));
  };

  const noteUse = async ({ id, lastUsedAt }: Row): Promise<void> => {
    const at = now();
    if (lastUsedAt !== null && at - lastUsedAt < USE_IS_NOTED_EVERY_MS) return;
    const isOlder = or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, at));
    await database
      .update(tokens)
      .set({ lastUsedAt: at })
      .where(and(eq(tokens.id, id), isOlder));
  };

  return withStoreErrors({
    create,
    list: async () => (await database.select().from(tokens).orderBy(asc(tokens.createdAt), asc(tokens.id))).map(toView),
    revoke,
    find,
    findById: (id) => findValid(id, () => true),
    hasOthers: async () =>
      (await database.select({ id: tokens.id }).from(tokens).where(eq(tokens.isOwner, false)).limit(1)).length > 0,
  });
}

function withStoreErrors(verbs: Tokens): Tokens {
  const guard =
    <Args extends readonly unknown[], Result>(verb: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await verb(...args);
      } catch (thrown) {
        throw toStoreError(thrown);
      }
    };
  return {
    create: guard(verbs.create),
    list: guard(verbs.list),
    revoke: guard(verbs.revoke),
    find: guard(verbs.find),
    findById: guard(verbs.findById),
    hasOthers: guard(verbs.hasOthers),
  };
}

function isValid({ revokedAt, expiresAt }: Row, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function assertToken({ name, roles, scopes, workspaces }: NewToken): void {
  for (const text of [name, ...roles]) {
    if (text.trim() !== '' && text.length <= 200 && indexOfUnstorable(text) === -1) continue;
    throw new TaskwrightError('invalid_input', 'Names and roles have 1 to 200 characters, and no NUL.');
  }
  for (const workspace of workspaces ?? []) assertId(workspace, 'a workspace');
  if (scopes.length === 0) throw new TaskwrightError('invalid_input', 'A token has one scope at least.');
  if (roles.length > MAX_LISTED || (workspaces?.length ?? 0) > MAX_LISTED) {
    throw new TaskwrightError('invalid_input', `A token has ${MAX_LISTED} roles and workspaces at most.`);
  }
}

function toView(row: Row): TokenView {
  const { id, name, roles, scopes, workspaces, isOwner } = row;
  return {
    id,
    name,
    roles,
    scopes,
    workspaces,
    isOwner,
    createdAt: new Date(row.createdAt).toISOString(),
    lastUsedAt: toIso(row.lastUsedAt),
    expiresAt: toIso(row.expiresAt),
    revokedAt: toIso(row.revokedAt),
  };
}

function noSuchToken(idOrName: string): TaskwrightError {
  return new TaskwrightError('not_found', `There is no token "${idOrName.slice(0, 200)}".`, {
    hint: 'List them with "taskwright tokens list".',
  });
}

function severalTokens(name: string, rows: readonly Row[]): TaskwrightError {
  return new TaskwrightError('conflict', `${rows.length} tokens are called "${name}".`, {
    hint: `Name one by its id: ${rows.map(({ id }) => id).join(', ')}.`,
  });
}
