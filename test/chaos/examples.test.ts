import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { RunnableExample } from '../../examples/support/example.js';
import '../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
vi.mock('../../examples/support/stage.js', () => import('./deadly-stage.js'));

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

const FILES = ['complex', 'patterns'].flatMap((folder) =>
  readdirSync(`${EXAMPLES}/${folder}`).map((file) => `${folder}/${file}`),
);

describe('trees of tasks lose nothing when their worker is killed again and again', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(inject('databaseUrl'));
  });
  afterAll(() => database.drop());

  // Each asserts its own result.
  test.each(FILES)('%s', async (file) => {
    const { example }: { readonly example: RunnableExample } = await import(`${EXAMPLES}/${file}`);
    const servers = {
      databaseUrl: database.url,
      temporalAddress: inject('temporalAddress'),
      uiUrl: null,
      dataDir: null,
    };
    const playing = example.run({ servers: { ...servers, release: async () => undefined }, say: () => undefined });
    await expect(playing).resolves.toBeUndefined();
  });
});
