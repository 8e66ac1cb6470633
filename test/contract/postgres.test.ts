import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { createPostgresStore } from '../../src/store/postgres-store.js';
import { givenRun } from '../support/store-builders.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import '../support/provided.js';
import { describeStore } from './store-contract.js';
import { describeStoreProperties } from './store-properties.js';
import { applyStep, describeRun, HISTORY, toSteps } from './write-steps.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await migrate(database.url);
});

afterAll(async () => {
  await database.drop();
});

describeStore('the Postgres store', async () => createPostgresStore({ url: database.url }));
describeStore('the Postgres store, for local activities', async () => {
  const store = createPostgresStore({ url: database.url });
  return { ...store.forLocalActivities, close: () => store.close() };
});
describeStoreProperties(
  'the Postgres store, in any history',
  async () => createPostgresStore({ url: database.url }),
  25,
);

describe('the two stores', () => {
  it('remember the same of any history', async () => {
    const stores = [createMemoryStore(), createPostgresStore({ url: database.url })];
    try {
      await fc.assert(
        fc.asyncProperty(HISTORY, async (intents) => {
          const [inMemory, inPostgres] = await Promise.all(
            stores.map(async (store) => {
              const runKey = await givenRun(store, ['/a', '/a/b', '/a/c', '/d']);
              for (const step of toSteps(intents)) await applyStep(store, runKey, step);
              return describeRun(store, runKey);
            }),
          );
          expect(inPostgres).toEqual(inMemory);
        }),
        { numRuns: 40 },
      );
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
