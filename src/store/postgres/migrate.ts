import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { TaskwrightError } from '../../domain/errors.js';
import { toStoreError } from './to-store-error.js';

/** At the root of the package, as deep below `src` as below `dist`. */
const FOLDER = new URL('../../../drizzle/', import.meta.url);

/** Whoever migrates holds it; the number means nothing. */
const LOCK = 7_242_601;

export type SchemaState = 'current' | 'behind' | 'newer';

/**
 * Brings the database's schema up to this version's, in one transaction. Safe when several processes do it at once, and
 * harmless when nothing is to be done. Throws unavailable when the schema is newer than this version.
 */
export async function migrate(url: string): Promise<{ readonly applied: readonly string[] }> {
  return withClient(url, async (client) => {
    const known = await readKnownTags();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('create schema if not exists taskwright');
    await client.query(
      'create table if not exists taskwright.migrations (tag text primary key, applied_at timestamptz not null default now())',
    );
    const present = await readAppliedTags(client);
    if (compareTags(known, present) === 'newer') throw newerSchema();
    const missing = known.filter((tag) => !present.has(tag));
    for (const tag of missing) {
      await client.query(await readFile(new URL(`${tag}.sql`, FOLDER), 'utf8'));
      await client.query('insert into taskwright.migrations (tag) values ($1)', [tag]);
    }
    await client.query('commit');
    return { applied: missing };
  });
}

/** One query, for start-up. */
export async function readSchemaState(url: string): Promise<SchemaState> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ present: boolean }>(
      "select to_regclass('taskwright.migrations') is not null as present",
    );
    if (!rows[0]?.present) return 'behind';
    return compareTags(await readKnownTags(), await readAppliedTags(client));
  });
}

function compareTags(known: readonly string[], present: ReadonlySet<string>): SchemaState {
  if ([...present].some((tag) => !known.includes(tag))) return 'newer';
  return known.every((tag) => present.has(tag)) ? 'current' : 'behind';
}

async function readAppliedTags(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ tag: string }>('select tag from taskwright.migrations');
  return new Set(rows.map((row) => row.tag));
}

async function readKnownTags(): Promise<readonly string[]> {
  const journal: { entries: { tag: string }[] } = JSON.parse(
    await readFile(new URL('meta/_journal.json', FOLDER), 'utf8'),
  );
  return journal.entries.map((entry) => entry.tag);
}

/** What was not committed when the connection ends is undone. */
async function withClient<Answer>(url: string, use: (client: Client) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: url, application_name: 'taskwright', connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } catch (thrown) {
    throw toStoreError(thrown);
  } finally {
    await client.end();
  }
}

function newerSchema(): TaskwrightError {
  return new TaskwrightError('unavailable', 'The database was migrated by a newer version of Taskwright.', {
    hint: 'Install that version or a later one; this one would not understand what it stores.',
  });
}
