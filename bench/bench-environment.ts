import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Agent } from 'undici';
import { createSecretSource } from '../src/actions/secret-source.js';
import { createClient, type TaskwrightClient } from '../src/client/create-client.js';
import { createTemporalRuns } from '../src/client/temporal-runs.js';
import { acquireEmbeddedServers } from '../src/dev/embedded-servers.js';
import { migrate } from '../src/store/postgres/migrate.js';
import { createPostgresStore } from '../src/store/postgres-store.js';
import type { TaskDatabase } from '../src/store/postgres/task-database.js';
import { createTasks, type TasksClient } from '../src/tasks/create-tasks.js';
import { createWorker } from '../src/worker/create-worker.js';
import { WORKER_TUNING } from '../src/worker/worker-tuning.js';
import { bundle } from '../src/worker/workflow-bundle.js';
import { type BenchGateway, openBenchGateway } from './gateway.js';
import { createBenchActivities } from './hand-written/activities.js';
import { startLoopbackServer } from './loopback-server.js';

/** Both sides on one server and one connection, in this process. */
export interface BenchEnvironment {
  readonly temporal: Client;
  readonly taskwright: TaskwrightClient;
  readonly tasks: TasksClient;
  readonly taskDatabase: TaskDatabase;
  readonly gateway: BenchGateway;
  /** Of the hand-written workflows. */
  readonly handWrittenQueue: string;
  /** What the tasks call. */
  readonly baseUrl: string;
  readonly bundles: { readonly taskwright: string; readonly handWritten: string };
  close(): Promise<void>;
}

const HAND_WRITTEN_QUEUE = 'hand-written';
const TASKWRIGHT_QUEUE = 'taskwright';

/** Servers in a temporary folder, both workers, and a loopback server. Closing it removes everything. */
export async function openBenchEnvironment(onProgress: (line: string) => void): Promise<BenchEnvironment> {
  installRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'taskwright-bench-'));
  const servers = await acquireEmbeddedServers({ dataDir: join(folder, '.taskwright'), onProgress });
  await migrate(servers.databaseUrl);
  const store = createPostgresStore({ url: servers.databaseUrl });
  const loopback = await startLoopbackServer();
  const agent = new Agent();
  const connection = await NativeConnection.connect({ address: servers.temporalAddress });
  const temporal = new Client({ connection });
  const [handWritten, taskwright] = await Promise.all([
    bundle(fileURLToPath(new URL('hand-written/workflows.ts', import.meta.url))),
    bundle(fileURLToPath(new URL('../src/workflows/index.ts', import.meta.url))),
  ]);
  const handWrittenWorker = await Worker.create({
    ...WORKER_TUNING,
    connection,
    taskQueue: HAND_WRITTEN_QUEUE,
    workflowBundle: handWritten,
    activities: createBenchActivities(agent),
  });
  const taskwrightWorker = await createWorker({
    store,
    connection,
    taskQueue: TASKWRIGHT_QUEUE,
    secrets: createSecretSource({ env: {} }),
    allowHosts: ['127.0.0.1'],
  });
  const working = Promise.all([handWrittenWorker.run(), taskwrightWorker.run()]);
  working.catch(() => undefined);

  const client = createClient({ temporal, store, taskQueue: TASKWRIGHT_QUEUE, isSharedWithWorker: true });
  const tasks = createTasks({
    database: store.taskDatabase,
    runs: createTemporalRuns({
      temporal,
      taskQueue: TASKWRIGHT_QUEUE,
      address: servers.temporalAddress,
      answerTimeoutMs: 10_000,
      startsEagerly: true,
    }),
    workspace: 'default',
    actor: { name: 'bench', roles: [] },
  });
  const gateway = await openBenchGateway({ store, client, tasks });

  return {
    temporal,
    taskwright: client,
    tasks,
    taskDatabase: store.taskDatabase,
    gateway,
    handWrittenQueue: HAND_WRITTEN_QUEUE,
    baseUrl: loopback.url,
    bundles: { taskwright: taskwright.code, handWritten: handWritten.code },
    async close() {
      await gateway.close();
      handWrittenWorker.shutdown();
      taskwrightWorker.shutdown();
      await working;
      await connection.close();
      await store.close();
      await agent.close();
      await loopback.close();
      await servers.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function installRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
}
