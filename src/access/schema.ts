import { boolean, index, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, keyText } from '../store/postgres/columns.js';
import { taskwright } from '../store/postgres/schema.js';
import type { Caller } from './caller.js';
import type { Scope } from './scopes.js';

/** Bearer tokens. The token itself is nowhere: only who holds it can say it. */
export const tokens = taskwright.table(
  'tokens',
  {
    /** Stands in the token, to find its row by. */
    id: keyText('id').primaryKey(),
    /** SHA-256 of the whole token, hex. */
    hash: keyText('hash').notNull(),
    name: text('name').notNull(),
    roles: jsonb('roles').$type<readonly string[]>().notNull(),
    scopes: jsonb('scopes').$type<readonly Scope[]>().notNull(),
    /** Null: all. */
    workspaces: jsonb('workspaces').$type<readonly string[]>(),
    /** Made by `up` for whoever typed it, not by somebody who hands out access. */
    isOwner: boolean('is_owner').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [uniqueIndex('tokens_by_hash').on(table.hash)],
);

/** Browsers that are signed in. What their cookies say is nowhere. */
export const sessions = taskwright.table(
  'sessions',
  {
    /** SHA-256 of what the cookie says, hex. */
    hash: keyText('hash').primaryKey(),
    /** The token that was shown; null for a JWT. */
    tokenId: keyText('token_id'),
    /** Who showed a JWT; null for a token. */
    caller: jsonb('caller').$type<Caller>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_by_end').on(table.expiresAt)],
);
