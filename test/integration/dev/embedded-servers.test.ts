import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { toDataDir } from '../../../src/dev/data-dir.js';
import {
  acquireEmbeddedServers,
  readEmbeddedServers,
  stopEmbeddedServers,
  type ServerReport,
} from '../../../src/dev/embedded-servers.js';
import { toClusterFiles } from '../../../src/dev/postgres-cluster.js';
import { toPostgresMark } from '../../../src/dev/postgres-server.js';
import { findProcessesByArguments, identifyProcess, isRunning } from '../../../src/dev/process-identity.js';
import { endProcess } from '../../../src/dev/server-process.js';
import { toTemporalMark } from '../../../src/dev/temporal-server.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

// mkdtemp makes a folder that only its owner may enter: as root, the user of Postgres cannot.
let dataDir: string;
let others: ChildProcess[];

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'taskwright-servers-')), '.taskwright');
  others = [];
});

afterEach(async () => {
  for (const other of others) other.kill('SIGKILL');
  await removeDataDir(dataDir);
});

async function removeDataDir(path: string): Promise<void> {
  await stopEmbeddedServers(path);
  const { postgresDir } = toDataDir(path);
  if (existsSync(postgresDir)) rmSync(realpathSync(postgresDir), { recursive: true });
  rmSync(join(path, '..'), { recursive: true });
}

/** The servers of a data folder among the processes of the system. */
function findServers(path = dataDir) {
  const marks = [toPostgresMark(toDataDir(path)), toTemporalMark(toDataDir(path))];
  return marks.flatMap((mark) => findProcessesByArguments(...mark));
}

async function query(databaseUrl: string, statement: string): Promise<unknown[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

async function withTemporal<T>(
  address: string,
  use: (client: Client, connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }), connection);
  } finally {
    await connection.close();
  }
}

function startWorkflow(address: string, workflowId: string): Promise<unknown> {
  return withTemporal(address, (client) => client.workflow.start('anything', { workflowId, taskQueue: 'nobody' }));
}

/** Another command on the same data folder. */
function spawnHolder() {
  const script = fileURLToPath(new URL('./hold-servers.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  others.push(child);
  return child;
}

/** Another command, when it has its share. */
async function runHolder() {
  const child = spawnHolder();
  const [line] = await once(child.stdout, 'data');
  return { child, said: holderWords.parse(JSON.parse(String(line))) };
}

const holderWords = z.object({ databaseUrl: z.string(), wasStarted: z.boolean() });

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function killServers(report: ServerReport | null): Promise<void> {
  for (const { pid } of report?.servers ?? []) {
    const identity = identifyProcess(pid);
    if (identity) await endProcess(identity, { signal: 'SIGKILL', graceMs: 10_000 });
  }
}

test('both servers can be used as soon as they are there, and nothing is left of them afterwards', async () => {
  const servers = await acquireEmbeddedServers({ dataDir, searchAttributes: { Flavour: 'Keyword' } });
  expect(servers.wasStarted).toBe(true);
  expect(await query(servers.databaseUrl, 'select current_database() as name')).toEqual([{ name: 'taskwright' }]);
  await startWorkflow(servers.temporalAddress, 'first');
  const custom = await withTemporal(servers.temporalAddress, (_client, { operatorService }) =>
    operatorService.listSearchAttributes({ namespace: 'default' }),
  );
  expect(Object.keys(custom.customAttributes)).toContain('Flavour');
  expect((await fetch(servers.uiUrl)).status).toBe(200);
  expect(findServers()).toHaveLength(2);

  await servers.release();
  expect(findServers()).toEqual([]);
  expect(await readEmbeddedServers(dataDir)).toBeNull();
});

test('what was stored is there after a stop, and so is the password', async () => {
  const first = await acquireEmbeddedServers({ dataDir });
  await query(first.databaseUrl, 'create table kept as select 42 as answer');
  await startWorkflow(first.temporalAddress, 'kept');
  await first.release();

  const second = await acquireEmbeddedServers({ dataDir });
  expect(new URL(second.databaseUrl).password).toBe(new URL(first.databaseUrl).password);
  expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  const status = await withTemporal(second.temporalAddress, async (client) => {
    const { status } = await client.workflow.getHandle('kept').describe();
    return status.name;
  });
  expect(status).toBe('RUNNING');
  await second.release();
});

test('a workflow id may be used again at once', async () => {
  const servers = await acquireEmbeddedServers({ dataDir });
  const started = await withTemporal(servers.temporalAddress, async (client) => {
    const runIds = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const handle = await client.workflow.start('anything', { workflowId: 'again', taskQueue: 'nobody' });
      runIds.add(handle.firstExecutionRunId);
      await handle.terminate();
    }
    return runIds;
  });
  expect(started.size).toBe(3);
  await servers.release();
});

test('the servers listen on the loopback address and ask for the password', async () => {
  const servers = await acquireEmbeddedServers({ dataDir });
  const url = new URL(servers.databaseUrl);
  url.password = 'guessed';
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect(await query(servers.databaseUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(statSync(toDataDir(dataDir).stateFile).mode & 0o777).toBe(0o600);
  await servers.release();
});

test('two that come at the same time share one set, which the last one stops', async () => {
  const [one, two] = await Promise.all([acquireEmbeddedServers({ dataDir }), acquireEmbeddedServers({ dataDir })]);
  expect([one.wasStarted, two.wasStarted].toSorted()).toEqual([false, true]);
  expect(one.databaseUrl).toBe(two.databaseUrl);
  expect((await readEmbeddedServers(dataDir))?.holders).toHaveLength(2);
  expect(findServers()).toHaveLength(2);

  await one.release();
  await one.release();
  expect(findServers()).toHaveLength(2);
  await two.release();
  expect(findServers()).toEqual([]);
});

test('two data folders have servers of their own, also when both start at the same time', async () => {
  const otherDir = join(mkdtempSync(join(tmpdir(), 'taskwright-servers-')), '.taskwright');
  const [one, two] = await Promise.all([
    acquireEmbeddedServers({ dataDir }),
    acquireEmbeddedServers({ dataDir: otherDir }),
  ]);
  await startWorkflow(one.temporalAddress, 'mine');
  await expect(
    withTemporal(two.temporalAddress, (client) => client.workflow.getHandle('mine').describe()),
  ).rejects.toThrow(/not found/);
  await Promise.all([one.release(), two.release()]);
  await removeDataDir(otherDir);
});

test('a command that is killed leaves running servers, which the next one joins and then stops', async () => {
  const { child, said } = await runHolder();
  expect(said.wasStarted).toBe(true);
  await kill(child);
  expect(findServers()).toHaveLength(2);

  const servers = await acquireEmbeddedServers({ dataDir });
  expect(servers).toMatchObject({ wasStarted: false, databaseUrl: said.databaseUrl });
  expect((await readEmbeddedServers(dataDir))?.holders.map((holder) => holder.pid)).toEqual([process.pid]);
  await servers.release();
  expect(findServers()).toEqual([]);
});

test('a command that is killed while it starts the servers leaves nothing that holds up the next one', async () => {
  const child = spawnHolder();
  await vi.waitFor(() => expect(existsSync(toDataDir(dataDir).stateFile)).toBe(true), { timeout: 30_000, interval: 1 });
  await kill(child);
  const servers = await acquireEmbeddedServers({ dataDir });
  await startWorkflow(servers.temporalAddress, 'first');
  expect(await query(servers.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await servers.release();
  expect(findServers()).toEqual([]);
});

test('one command leaves while another stays', async () => {
  const servers = await acquireEmbeddedServers({ dataDir });
  const { child, said } = await runHolder();
  expect(said.wasStarted).toBe(false);
  await servers.release();
  expect(await query(servers.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await kill(child);
});

test('servers that were killed come back on the same ports with what they stored, for those who still use them', async () => {
  const servers = await acquireEmbeddedServers({ dataDir });
  await query(servers.databaseUrl, 'create table kept as select 42 as answer');
  await startWorkflow(servers.temporalAddress, 'kept');
  await killServers(await readEmbeddedServers(dataDir));
  expect(await readEmbeddedServers(dataDir)).toBeNull();

  const again = await acquireEmbeddedServers({ dataDir });
  expect(again.wasStarted).toBe(true);
  expect([again.databaseUrl, again.temporalAddress]).toEqual([servers.databaseUrl, servers.temporalAddress]);
  expect(await query(servers.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await withTemporal(servers.temporalAddress, (client) => client.workflow.getHandle('kept').describe());

  await again.release();
  expect(findServers()).toHaveLength(2);
  await servers.release();
  expect(findServers()).toEqual([]);
});

test('servers that are on no record are replaced, so that never two use one database', async () => {
  const servers = await acquireEmbeddedServers({ dataDir });
  const before = findServers();
  rmSync(toDataDir(dataDir).stateFile);
  const again = await acquireEmbeddedServers({ dataDir });
  expect(before.map(isRunning)).toEqual([false, false]);
  expect(findServers()).toHaveLength(2);
  await Promise.all([servers.release(), again.release()]);
  expect(findServers()).toEqual([]);
});

test('a lock file with the pid of another program, as a restart of a container leaves it, does not keep Postgres from starting', async () => {
  await (await acquireEmbeddedServers({ dataDir })).release();
  const { dir } = toClusterFiles(toDataDir(dataDir));
  writeFileSync(join(dir, 'postmaster.pid'), `${process.pid}\n${dir}\n`, { mode: 0o600 });
  const servers = await acquireEmbeddedServers({ dataDir });
  expect(await query(servers.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await servers.release();
});

test('kept servers outlive those who use them, until they are stopped', async () => {
  const servers = await acquireEmbeddedServers({ dataDir, isKept: true });
  await servers.release();
  expect(await readEmbeddedServers(dataDir)).toMatchObject({
    databaseUrl: servers.databaseUrl,
    isKept: true,
    holders: [],
    servers: [
      { name: 'Postgres', isAnswering: true },
      { name: 'Temporal', isAnswering: true },
    ],
  });
  expect(await stopEmbeddedServers(dataDir)).toBe(true);
  expect(findServers()).toEqual([]);
  expect(await stopEmbeddedServers(dataDir)).toBe(false);
});

test('a Temporal that cannot start is an error, and leaves no Postgres behind', async () => {
  const env = { ...process.env, TEMPORAL_CLI_PATH: '/bin/echo' };
  await expect(acquireEmbeddedServers({ dataDir, env })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('The embedded Temporal ended while it was starting.'),
  });
  expect(findServers()).toEqual([]);
});
