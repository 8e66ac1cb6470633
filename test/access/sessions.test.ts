import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Caller } from '../../src/access/caller.js';
import { createSessions, type Sessions } from '../../src/access/sessions.js';
import { createTokens, type Tokens } from '../../src/access/tokens.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { openTaskDatabase, type TaskDatabase } from '../../src/store/postgres/task-database.js';
import '../support/provided.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let connection: TaskDatabase;
let tokens: Tokens;
let sessions: Sessions;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await migrate(database.url);
  connection = openTaskDatabase(database.url);
  tokens = createTokens(connection, () => now);
  sessions = createSessions(connection, tokens, () => now);
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

async function signIn(name: string): Promise<{ readonly secret: string; readonly caller: Caller }> {
  const { token } = await tokens.create({ name, roles: ['pm'], scopes: ['read'], workspaces: null });
  const caller = await tokens.find(token);
  if (caller === null) throw new Error('The token is not known.');
  return { secret: (await sessions.open(token, caller)).secret, caller };
}

test('a session is whose token was shown, until it is closed, its time is over, or the token is revoked', async () => {
  const [ann, bo, cy] = await Promise.all([signIn('ann'), signIn('bo'), signIn('cy')]);
  const found = await sessions.find(ann.secret);
  expect(found).toEqual({ caller: ann.caller, formToken: expect.stringMatching(/^[\w-]{43}$/) });
  expect(found?.formToken).not.toBe((await sessions.find(bo.secret))?.formToken);
  expect(await sessions.find('nonsense')).toBeNull();

  await sessions.close(ann.secret);
  await tokens.revoke('bo');
  expect(await Promise.all([ann, bo].map(({ secret }) => sessions.find(secret)))).toEqual([null, null]);
  now += 12 * 3_600_000;
  expect(await sessions.find(cy.secret)).toBeNull();
});

test('a session by a JWT is that of whom it names, and ends with it', async () => {
  const exp = Math.floor(now / 1_000) + 600;
  const token = await new SignJWT({ sub: 'di', exp }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
  const actor = { name: 'di', roles: ['cto'] };
  const caller: Caller = { id: 'jwt:https://id.example.com:di', actor, scopes: ['read', 'decide'], workspaces: ['a'] };
  const { secret, expiresAt } = await sessions.open(token, caller);
  expect(expiresAt).toBe(exp * 1_000);
  expect(await sessions.find(secret)).toMatchObject({ caller });
  now = expiresAt;
  expect(await sessions.find(secret)).toBeNull();
});
