import { boolean, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, keyText } from '../store/postgres/columns.js';
import { taskwright } from '../store/postgres/schema.js';
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
