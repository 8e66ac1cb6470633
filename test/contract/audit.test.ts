import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ClientContext } from '../../src/client/client-context.js';
import { verifyAudit } from '../../src/client/verify-audit.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { createPostgresStore, type PostgresStore } from '../../src/store/postgres-store.js';
import { givenRun, transition, uniqueId } from '../support/store-builders.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import '../support/provided.js';

let database: TestDatabase;
/** Of two workers. */
let one: PostgresStore;
let two: PostgresStore;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await migrate(database.url);
  one = createPostgresStore({ url: database.url });
  two = createPostgresStore({ url: database.url });
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await Promise.all([one.close(), two.close(), client.end()]);
  await database.drop();
});

function verify(workspace: string, runId?: string) {
  const context: Pick<ClientContext, 'store' | 'workspace'> = { store: one, workspace };
  // Verifying reads the store alone.
  return verifyAudit(context as ClientContext, runId);
}

async function givenTrail(entries: number) {
  const [workspace, runId] = [uniqueId('space'), uniqueId('run')];
  const runKey = await givenRun(one, ['/a'], { workspace, runId });
  const events = Array.from({ length: entries }, (_, index) => toEvent(index));
  await one.tasks.write({ runKey, events });
  return { workspace, runId, runKey };
}

function toEvent(index: number) {
  const by = `person-${index}`;
  return { id: `m${index}`, path: '/a', visit: 1, type: 'decision.approve', actor: by, after: { by }, at: index };
}

/** As somebody who may do everything in the database, and switches the triggers off. */
async function tamper(sql: string, runKey: string): Promise<void> {
  await client.query("set session_replication_role = 'replica'");
  await client.query(sql, [runKey]);
  await client.query("set session_replication_role = 'origin'");
}

test.each([
  "update taskwright.audit set actor = 'nobody'",
  'delete from taskwright.audit',
  'truncate taskwright.audit',
  'truncate taskwright.events',
  'truncate taskwright.task_events',
  'truncate taskwright.task_decisions',
])('the database refuses: %s', async (sql) => {
  await givenTrail(1);
  await expect(client.query(sql)).rejects.toThrow('append-only');
});

test('a trail that nobody touched is whole, and its last entry is named', async () => {
  const { workspace, runId, runKey } = await givenTrail(3);
  const last = (await one.audit.list({ runKey, limit: 10 })).at(-1);
  const whole = { isWhole: true, runs: 1, entries: 3, broken: [] };
  expect(await verify(workspace, runId)).toEqual({ ...whole, head: { number: 3, hash: last?.hash } });
  expect(await verify(workspace)).toEqual({ ...whole, head: null });
});

test.each([
  ['changed', "update taskwright.audit set actor = 'eve' where run_key = $1 and number = 2", 2, /2 was changed/],
  ['removed', 'delete from taskwright.audit where run_key = $1 and number = 2', 3, /Entry 2 is missing/],
  ['cut off', 'delete from taskwright.audit where run_key = $1 and number > 1', null, /has no entry/],
  ['gone altogether', 'delete from taskwright.audit where run_key = $1', null, /has no entry/],
  [
    'changed in the event alone',
    "update taskwright.events set actor = 'eve' where run_key = $1 and note_id = 'm1'",
    2,
    /Entry 2 is not what its event/,
  ],
  [
    'linked to nothing',
    `update taskwright.audit set previous_hash = repeat('1', 64) where run_key = $1 and number = 3`,
    3,
    /3 does not follow/,
  ],
])('what was %s is found, and where', async (_, sql, number, problem) => {
  const { workspace, runId, runKey } = await givenTrail(3);
  await tamper(sql, runKey);
  const found = { isWhole: false, broken: [{ runId, number, problem: expect.stringMatching(problem) }] };
  expect(await verify(workspace, runId)).toMatchObject(found);
  expect(await verify(workspace)).toMatchObject(found);
});

test('two who write at the same moment make one chain', async () => {
  const { workspace, runId, runKey } = await givenTrail(0);
  const note = { runKey, path: '/', visit: 1, before: null, after: null, reason: null, type: 'run.cancel_requested' };
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const store = index % 2 === 0 ? one : two;
      if (index % 3 === 0) await store.tasks.write({ runKey, events: [toEvent(index)] });
      else await store.events.append([{ ...note, actor: `person-${index}`, at: index }]);
    }),
  );
  expect(await verify(workspace, runId)).toMatchObject({ isWhole: true, entries: 40 });
});

test('an entry is there if what it records is, and else not', async () => {
  const { workspace, runId, runKey } = await givenTrail(1);
  const refused = one.tasks.write({
    runKey,
    events: [toEvent(1)],
    transitions: [transition('/a', 1, { error: { code: 'internal', message: 'x'.repeat(10), path: null } })],
    newTasks: [{ path: '/b', kind: 'basic', status: 'pending', visit: 1, ordinal: [1], type: 'no\0text' }],
  });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
  await client.query('begin');
  await client.query(
    `insert into taskwright.events (run_key, path, visit, type, actor, at) values ($1, '/', 1, 'decision.approve', 'x', 1)`,
    [runKey],
  );
  await client.query('rollback');
  expect(await verify(workspace, runId)).toMatchObject({ isWhole: true, entries: 1 });
});
