import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { TASK_STATUSES, isTerminalRun, type RunStatus } from '../../src/domain/status.js';
import { migrate, readSchemaState } from '../../src/store/postgres/migrate.js';
import { createPostgresStore } from '../../src/store/postgres-store.js';
import { givenRun, transition } from '../support/store-builders.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import '../support/provided.js';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

beforeEach(async () => {
  await client.query('drop schema if exists taskwright cascade');
});

describe('migrate', () => {
  it('brings an empty database up to date, and has nothing to do the next time', async () => {
    expect(await readSchemaState(database.url)).toBe('behind');
    const { applied } = await migrate(database.url);
    expect(applied.length).toBeGreaterThan(0);
    expect(await readSchemaState(database.url)).toBe('current');
    expect(await migrate(database.url)).toEqual({ applied: [] });
  });

  it('is done once when several processes start at the same moment', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
    expect(await readSchemaState(database.url)).toBe('current');
  });

  it('refuses a database that a newer version has migrated, and changes nothing', async () => {
    await migrate(database.url);
    await client.query("insert into taskwright.migrations (tag) values ('9999_from_the_future')");
    expect(await readSchemaState(database.url)).toBe('newer');
    await expect(migrate(database.url)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('newer version'),
    });
  });

  it('leaves nothing behind when it fails', async () => {
    await client.query('create schema taskwright');
    await client.query('create table taskwright.events (mine int)');
    await expect(migrate(database.url)).rejects.toMatchObject({ code: 'internal' });
    const { rows } = await client.query("select tablename from pg_tables where schemaname = 'taskwright'");
    expect(rows.map(({ tablename }) => tablename)).toEqual(['events']);
  });

  it('keeps to a schema of its own, beside tables of the same names', async () => {
    await client.query('create table public.tasks (mine int)');
    await migrate(database.url);
    const store = createPostgresStore({ url: database.url });
    const runKey = await givenRun(store);
    expect(await store.tasks.list(runKey)).toHaveLength(1);
    expect((await client.query('select * from public.tasks')).rows).toEqual([]);
    await store.close();
    await client.query('drop table public.tasks');
  });

  it('says that the database cannot be reached', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/nothing')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(readSchemaState('postgres://nobody@127.0.0.1:1/nothing')).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

/** Undoes what the migration has brought, as if the events had been written before it. */
const WITHOUT_AUDIT = `
  drop trigger events_are_audited on taskwright.events;
  drop trigger events_are_never_emptied on taskwright.events;
  drop trigger task_events_are_audited on taskwright.task_events;
  drop trigger task_events_are_never_emptied on taskwright.task_events;
  drop trigger task_decisions_are_never_emptied on taskwright.task_decisions;
  drop function taskwright.note_act;
  drop function taskwright.append_act;
  drop view taskwright.acts;
  drop function taskwright.is_act;
  drop table taskwright.audit;
  drop function taskwright.refuse_any_change;
  alter table taskwright.events drop column note_id;
  alter table taskwright.generic_tasks drop column approval_due_at, drop column remind_at;
  alter table taskwright.task_decisions drop column delegated_to;
  delete from taskwright.migrations where tag = '0011_audit';
`;

describe('events of an earlier version', () => {
  it('become the beginning of the audit trail, in the order they happened', async () => {
    await migrate(database.url);
    const store = createPostgresStore({ url: database.url });
    const runKey = await givenRun(store, ['/a']);
    await client.query(WITHOUT_AUDIT);
    const append = (type: string, actor: string, at: number) =>
      client.query(
        `insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
          values ($1, '/', 1, $2, $3, 'null', 'null', 'why', $4)`,
        [runKey, type, actor, at],
      );
    await append('run.cancel_requested', 'bob', 20);
    await append('decision.asserted', 'ann', 10);
    await append('task.completed', 'system', 30);
    await migrate(database.url);
    const trail = (await store.audit.list({ runKey, limit: 10 })).map(({ number, type, actor }) => [
      number,
      type,
      actor,
    ]);
    expect(trail).toEqual([
      [1, 'decision.asserted', 'ann'],
      [2, 'run.cancel_requested', 'bob'],
    ]);
    expect(await store.audit.findStray(runKey)).toBeNull();
    await store.close();
  });
});

describe('the schema', () => {
  it('knows the same ends as the domain', async () => {
    await migrate(database.url);
    const statuses: readonly RunStatus[] = [...TASK_STATUSES, 'terminated', 'lost'];
    const { rows } = await client.query(
      'select status, taskwright.is_ended(status) as ended from unnest($1::text[]) as status',
      [statuses],
    );
    expect(rows.map(({ status, ended }) => [status, ended])).toEqual(
      statuses.map((status) => [status, isTerminalRun(status)]),
    );
  });

  it('lets nobody change or delete an event', async () => {
    await migrate(database.url);
    const store = createPostgresStore({ url: database.url });
    const runKey = await givenRun(store);
    await store.tasks.write({ runKey, transitions: [transition('/', 1)] });
    await expect(client.query("update taskwright.events set actor = 'nobody'")).rejects.toThrow('append-only');
    await expect(client.query('delete from taskwright.events')).rejects.toThrow('append-only');
    await store.close();
  });
});
