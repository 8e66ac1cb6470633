import { compareDefinitions } from '../definition-order.js';
import { definitionVersionTaken } from '../refusals.js';
import type { DefinitionStore } from '../store.js';
import type { Rows } from './rows.js';

export function createDefinitions(rows: Rows): DefinitionStore {
  return {
    async pin({ hash, body }) {
      if (!rows.bodies.has(hash)) rows.bodies.set(hash, body);
    },

    async readPinned(hash) {
      return rows.bodies.get(hash) ?? null;
    },

    async push({ workspace, id, version, hash, body }) {
      const present = rows.definitions.find(
        (other) => other.workspace === workspace && other.id === id && other.version === version,
      );
      if (present && present.hash !== hash) throw definitionVersionTaken(id, version);
      if (present) return { isNew: false };
      rows.bodies.set(hash, rows.bodies.get(hash) ?? body);
      rows.definitions.push({ workspace, id, version, hash, body, createdAt: Date.now() });
      return { isNew: true };
    },

    async find(workspace, id, version) {
      const [highest] = rows.definitions
        .filter((one) => one.workspace === workspace && one.id === id)
        .filter((one) => version === undefined || one.version === version)
        .sort(compareDefinitions);
      return highest ?? null;
    },

    async list(workspace) {
      return rows.definitions
        .filter((one) => one.workspace === workspace)
        .sort(compareDefinitions)
        .map(({ body: _, ...listed }) => listed);
    },
  };
}
