import { and, eq } from 'drizzle-orm';
import { compareDefinitions } from '../definition-order.js';
import { definitionVersionTaken } from '../refusals.js';
import type { DefinitionStore } from '../store.js';
import type { Connection } from './connect.js';
import { pinBody } from './pin-body.js';
import { definitionBodies, definitions } from './schema.js';
import { query, statement, transact } from './statement.js';

const LISTED = {
  workspace: definitions.workspace,
  id: definitions.id,
  version: definitions.version,
  hash: definitions.hash,
  createdAt: definitions.createdAt,
};

export function createDefinitions({ pool, database }: Connection): DefinitionStore {
  return {
    async pin(body) {
      await query(pool, pinBody(body));
    },

    async readPinned(hash) {
      const [row] = await database.select().from(definitionBodies).where(eq(definitionBodies.hash, hash));
      return row?.body ?? null;
    },

    async push({ workspace, id, version, hash, body }) {
      const [, added = [], present = []] = await transact(pool, [
        pinBody({ hash, body }),
        statement`
          insert into taskwright.definitions (workspace, id, version, hash, created_at)
          values (${workspace}, ${id}, ${version}, ${hash}, ${Date.now()})
          on conflict do nothing
          returning id`,
        statement`
          select hash from taskwright.definitions
          where workspace = ${workspace} and id = ${id} and version = ${version}`,
      ]);
      if (present[0]?.['hash'] !== hash) throw definitionVersionTaken(id, version);
      return { isNew: added.length > 0 };
    },

    async find(workspace, id, version) {
      const found = await database
        .select(LISTED)
        .from(definitions)
        .where(
          and(
            eq(definitions.workspace, workspace),
            eq(definitions.id, id),
            version === undefined ? undefined : eq(definitions.version, version),
          ),
        );
      const [highest] = found.sort(compareDefinitions);
      if (!highest) return null;
      const [pinned] = await database.select().from(definitionBodies).where(eq(definitionBodies.hash, highest.hash));
      return pinned ? { ...highest, body: pinned.body } : null;
    },

    async list(workspace) {
      const found = await database.select(LISTED).from(definitions).where(eq(definitions.workspace, workspace));
      return found.sort(compareDefinitions);
    },
  };
}
