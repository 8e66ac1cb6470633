import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createTokens } from '../../src/access/tokens.js';
import { reservePort } from '../../src/dev/free-port.js';
import { isJsonObject } from '../../src/domain/json.js';
import { createCli, type Cli, type RunningCli } from '../integration/cli/cli.js';
import { openEngine, type Engine } from '../support/engine/engine.js';
import { addressOf, startWorkerProcess, type WorkerProcess } from '../support/engine/worker-process.js';
import { uniqueId } from '../support/store-builders.js';
import { startOwnPostgres, type OwnPostgres } from './own-postgres.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const RUNS = 10;
const [BEFORE, DURING, AFTER] = [30, 50, 20];
const A_RUN = BEFORE + DURING + AFTER;
const SENDERS = 20;
/** Every so many is sent twice at once. */
const TWICE = 7;

const RUN = `
id: thousand
tasks:
  - { id: gate, kind: wait, signal: open }
  - { id: votes, kind: wait, signal: vote, count: ${BEFORE + DURING} }
  - { id: end, kind: wait, signal: close }
`;

let postgres: OwnPostgres;
let engine: Engine;
let cli: Cli;
let worker: WorkerProcess;
let gateway: RunningCli;
let url: string;
let token: string;
const folder = mkdtempSync(join(tmpdir(), 'taskwright-thousand-'));

const startGateway = () => cli.start('serve', '--port', new URL(url).port);

beforeAll(async () => {
  postgres = await startOwnPostgres();
  engine = await openEngine({ databaseUrl: postgres.url, temporalAddress: inject('temporalAddress') });
  const given = { name: 'ci', roles: [], scopes: ['signal' as const], workspaces: null };
  token = (await createTokens(engine.store.taskDatabase).create(given)).token;
  const { databaseUrl, temporalAddress, taskQueue } = engine;
  const env = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, TASKWRIGHT_TASK_QUEUE: taskQueue };
  cli = createCli({ cwd: folder, env });
  const { port, release } = await reservePort(0);
  await release();
  url = `http://127.0.0.1:${port}`;
  gateway = startGateway();
  worker = await startWorkerProcess(addressOf(engine));
});
afterAll(async () => {
  cli.stop();
  await gateway.ended;
  await worker.kill();
  await engine.close();
  await postgres.close();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly runId: string;
  readonly name: string;
  readonly n: number;
}

const answered = new Map<string, number>();

/** As a pipeline does: again and again with the same id, until the gateway says that the run has it. */
async function send({ runId, name, n }: Sent): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/runs/${runId}/signals/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'X-Delivery-Id': `${runId}-${name}-${n}` },
      body: JSON.stringify({ n }),
    }).catch(() => null);
    const status = response === null ? 'nothing' : String(response.status);
    const body: unknown = await response?.json().catch(() => null);
    answered.set(status, (answered.get(status) ?? 0) + 1);
    if (status === '202' && isJsonObject(body) && body['reached'] === 1) return;
    await delay(100);
  }
}

/** What happens meanwhile begins when a third is sent. */
async function sendAll(signals: readonly Sent[], meanwhile: () => Promise<void> = async () => undefined) {
  const queue = signals.flatMap((signal, index) => (index % TWICE === 0 ? [signal, signal] : [signal]));
  const begins = Math.floor((queue.length * 2) / 3);
  const done: Promise<void>[] = [];
  const sender = async (): Promise<void> => {
    for (let signal = queue.shift(); signal !== undefined; signal = queue.shift()) {
      if (queue.length === begins) done.push(meanwhile());
      await send(signal);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await Promise.all(done);
}

async function restartGateway(): Promise<void> {
  gateway.kill('SIGKILL');
  await gateway.ended;
  gateway = startGateway();
}

async function restartWorker(): Promise<void> {
  await worker.kill();
  worker = await startWorkerProcess(addressOf(engine));
}

test('a thousand signals count once each, sent before, during and after their waits, whatever is killed meanwhile', async () => {
  const runIds = Array.from({ length: RUNS }, () => uniqueId('thousand'));
  for (const runId of runIds) await engine.start(RUN, { runId });
  const votes = (from: number, count: number): Sent[] =>
    Array.from({ length: count }, (_, index) => from + index).flatMap((n) =>
      runIds.map((runId) => ({ runId, name: 'vote', n })),
    );
  const toAll = (name: string): Sent[] => runIds.map((runId) => ({ runId, name, n: 0 }));
  const allReach = (path: string) => Promise.all(runIds.map((runId) => engine.taskWith(runId, path, 'waiting')));

  await allReach('/gate');
  await sendAll(votes(0, BEFORE), () => Promise.all([postgres.restart(), restartGateway()]).then(() => undefined));
  await sendAll(toAll('open'));
  await allReach('/votes');
  await sendAll(votes(BEFORE, DURING), () => Promise.all([restartWorker(), postgres.restart()]).then(() => undefined));
  await allReach('/end');
  await sendAll(votes(BEFORE + DURING, AFTER), restartGateway);
  await sendAll(toAll('close'));

  const counted = Array.from({ length: BEFORE + DURING }, (_, n) => n);
  for (const runId of runIds) {
    const run = await engine.client.waitForEnd(runId);
    const output = run.tasks.find(({ path }) => path === '/votes')?.output;
    const signals = isJsonObject(output) && Array.isArray(output['signals']) ? output['signals'] : [];
    const numbers = signals.map((one) => Number(one.payload.n)).sort((a, b) => a - b);
    expect([run.status, numbers]).toEqual(['completed', counted]);
    const kept = (await engine.store.messages.listSignals(runId)).filter(({ name }) => name === 'vote');
    const toCount = (status: string, consumers: number) =>
      kept.filter((one) => one.status === status && one.consumedBy.length === consumers).length;
    expect([kept.length, toCount('consumed', 1), toCount('received', 0)]).toEqual([A_RUN, counted.length, AFTER]);
  }
  // The gateway was away, and what came while the database was has been told to come again: nothing worse.
  expect(answered.get('nothing')).toBeGreaterThan(0);
  expect([...answered.keys()].filter((status) => !['202', '503', 'nothing'].includes(status))).toEqual([]);
});
