import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTokens, type Tokens } from '../../src/access/tokens.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { openTaskDatabase, type TaskDatabase } from '../../src/store/postgres/task-database.js';
import { createCli, type Cli } from '../integration/cli/cli.js';
import '../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let connection: TaskDatabase;
let tokens: Tokens;
let cli: Cli;
let folder: string;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await migrate(database.url);
  connection = openTaskDatabase(database.url);
  tokens = createTokens(connection, () => now);
  folder = mkdtempSync(join(tmpdir(), 'taskwright-tokens-'));
  const env = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: inject('temporalAddress') };
  cli = createCli({ cwd: folder, env });
});

afterAll(async () => {
  await connection.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

test('a token is whose it was made for, until it expires or is revoked', async () => {
  const given = { name: 'ann', roles: ['pm'], scopes: ['read', 'decide'], workspaces: ['team-a'] } as const;
  const { token, view } = await tokens.create({ ...given, expiresInMs: 60_000 });
  const caller = {
    id: `token:${view.id}`,
    actor: { name: 'ann', roles: ['pm'], proof: `token:${view.id}` },
    scopes: ['read', 'decide'],
  };
  expect(await tokens.find(token)).toEqual({ ...caller, workspaces: ['team-a'] });
  expect(await tokens.find(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
  expect(await tokens.find('tw_0000000000000000_'.padEnd(63, 'x'))).toBeNull();
  now += 60_000;
  expect(await tokens.find(token)).toBeNull();
  const second = await tokens.create(given);
  await tokens.revoke(second.view.id);
  expect(await tokens.find(second.token)).toBeNull();
});

test('no table holds the token itself', async () => {
  const { token } = await tokens.create({ name: 'bo', roles: [], scopes: ['read'], workspaces: null });
  const { rows } = await connection.pool.query<{ row: string }>('select t::text as row from taskwright.tokens t');
  const secret = token.split('_').at(-1) ?? '';
  expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
});

test('the command line makes, lists and revokes tokens', async () => {
  const created = await cli.ask(
    ...['tokens', 'create', 'cy', '--role', 'pm', '--scope', 'read', '--scope', 'decide'],
    ...['--workspace', 'a', '--workspace', 'b', '--expires', '2d', '--json'],
  );
  expect([created.exitCode, created.json()]).toMatchObject([
    0,
    { name: 'cy', roles: ['pm'], scopes: ['read', 'decide'], workspaces: ['a', 'b'], isOwner: false },
  ]);
  const { token, id } = created.json();
  now = Date.now();
  expect(await tokens.find(token)).toMatchObject({ actor: { name: 'cy' } });
  const plain = await cli.ask('tokens', 'create', 'dee');
  expect(plain.stdout).toMatch(/^tw_[0-9a-f]{16}_[\w-]{43}\n$/);
  expect((await cli.ask('tokens', 'revoke', 'cy')).exitCode).toBe(0);
  expect(await tokens.find(token)).toBeNull();
  const { stdout } = await cli.ask('tokens', 'list');
  expect(stdout).toContain(`${id}  cy`);
  expect(stdout).not.toContain(token);
  expect((await cli.ask('tokens', 'create', 'eve', '--scope', 'all')).exitCode).toBe(2);
  expect((await cli.ask('tokens', 'revoke', 'nobody')).exitCode).toBe(6);
});

test('nobody decides by name once others have tokens', async () => {
  const refused = await cli.ask('approve', 'r1', '/approve', '--as', 'ann', '--role', 'pm');
  expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining('TASKWRIGHT_TOKEN')]);
});
