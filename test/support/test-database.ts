import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  query(statement: string): Promise<void>;
  drop(): Promise<void>;
}

/** A database of its own, so that test files may run side by side. */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `taskwright_test_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (statement) => query(url.href, statement),
    drop: () => query(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

async function query(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
