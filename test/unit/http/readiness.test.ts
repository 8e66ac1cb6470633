import { expect, test } from 'vitest';
import { readReadiness } from '../../../src/http/routes/readiness.js';

test('names the servers that do not answer', async () => {
  const servers = {
    Postgres: async () => true,
    Temporal: async () => Promise.reject(new Error('It is away.')),
  };
  expect(await readReadiness(servers)).toEqual({ status: 'not_ready', missing: ['Temporal'] });
});
