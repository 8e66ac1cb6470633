import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { startHttpCommand, type HttpCommand } from './mcp-command.js';

const SUITE = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js');
const BASELINE = fileURLToPath(new URL('conformance-baseline.yml', import.meta.url));

let database: TestDatabase;
let server: HttpCommand;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  server = await startHttpCommand(database.url, '--toolsets', 'all');
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

test('taskwright mcp --http passes the conformance suite of MCP, but for what the baseline names', async () => {
  const { exitCode, said } = await run(SUITE, 'server', '--url', server.url, '--expected-failures', BASELINE);
  expect(said).toContain('Baseline check passed');
  expect(said).toContain('✓ dns-rebinding-protection: 2 passed, 0 failed');
  expect(exitCode).toBe(0);
});

async function run(...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly said: string }> {
  const suite = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [suite.stdout, suite.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  }
  const exitCode = await new Promise<number | null>((resolve) => suite.once('close', resolve));
  return { exitCode, said };
}
