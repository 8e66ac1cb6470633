import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Action } from '../../../src/actions/action.js';
import { createSecretSource } from '../../../src/actions/secret-source.js';
import { createClient, type ClientOptions, type TaskwrightClient } from '../../../src/client/create-client.js';
import type { RunView } from '../../../src/client/run-view.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { toWorkflowId } from '../../../src/domain/ids.js';
import { migrate } from '../../../src/store/postgres/migrate.js';
import { createPostgresStore, type PostgresStore } from '../../../src/store/postgres-store.js';
import type { TaskRecord } from '../../../src/store/store.js';
import { createWorker, type WorkerOptions } from '../../../src/worker/create-worker.js';
import { uniqueId } from '../store-builders.js';
import { createTestDatabase } from '../test-database.js';
import { define } from './define.js';
import { readHistory, type RunHistory } from './history.js';
import { startOutsideWorld, type OutsideWorld } from './outside-world.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { waitFor } from './wait-for.js';
import { bundleOnce } from './workflow-bundle.js';

export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
}

export interface RunOptions extends Partial<Pick<ClientOptions, 'historyLimit' | 'timeScale'>> {
  readonly input?: JsonObject;
  readonly runId?: string;
}

/** A worker of this process. */
export interface EngineWorker {
  /** Lets what is under way come to a stop. */
  stop(): Promise<void>;
}

/** Everything that runs definitions, on real servers, with a database and a task queue of its own. */
export interface Engine extends Servers {
  readonly taskQueue: string;
  readonly store: PostgresStore;
  readonly temporal: Client;
  readonly client: TaskwrightClient;
  /** What the tasks of tests reach. In definitions, `$world` stands for its address. */
  readonly world: OutsideWorld;
  startWorker(options?: Partial<WorkerOptions>): Promise<EngineWorker>;
  /** Starts a run of a definition in YAML. */
  start(yaml: string, options?: RunOptions): Promise<{ readonly runId: string }>;
  /** Starts a run and waits for its end. */
  run(yaml: string, options?: RunOptions): Promise<RunView>;
  push(yaml: string): Promise<void>;
  /** Waits until a task of a run stands as asked, and answers it. */
  taskThat(runId: string, path: string, is: (task: TaskRecord) => boolean): Promise<TaskRecord>;
  taskWith(runId: string, path: string, status: TaskRecord['status']): Promise<TaskRecord>;
  /** Of all Temporal runs of the run's chain, the first one first. */
  histories(runId: string): Promise<readonly RunHistory[]>;
  close(): Promise<void>;
}

export interface EngineOptions extends Servers {
  /** What the caller is to wrap the store in, to see or to disturb what workers do with it. */
  readonly wrapStore?: (store: PostgresStore) => PostgresStore;
  readonly actions?: readonly Action[];
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  installQuietRuntime();
  const { temporalAddress, actions = [], wrapStore = (store) => store } = options;
  const database = await createTestDatabase(options.databaseUrl);
  await migrate(database.url);
  const store = createPostgresStore({ url: database.url });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const temporal = new Client({ connection });
  const world = await startOutsideWorld();
  const taskQueue = uniqueId('tests');
  const workers = new Set<EngineWorker>();
  const clientOptions: ClientOptions = { temporal, store, taskQueue, isSharedWithWorker: false };
  const client = createClient(clientOptions);
  const workflowBundle = await bundleOnce();

  const start: Engine['start'] = async (yaml, { input = {}, runId, ...settings } = {}) =>
    createClient({ ...clientOptions, ...settings }).start({
      definition: define(yaml.replaceAll('$world', world.url)),
      input,
      startedBy: 'ann',
      ...(runId === undefined ? {} : { runId }),
    });

  return {
    databaseUrl: database.url,
    temporalAddress,
    taskQueue,
    store,
    temporal,
    client,
    world,

    async startWorker(settings = {}) {
      const worker = await createWorker({
        store: wrapStore(store),
        connection,
        taskQueue,
        secrets: createSecretSource({ env: {} }),
        actions,
        isShellAllowed: true,
        allowHosts: ['127.0.0.1'],
        workflowBundle,
        ...settings,
      });
      const ended = worker.run();
      ended.catch(() => undefined);
      const started: EngineWorker = {
        async stop() {
          workers.delete(started);
          worker.shutdown();
          await ended;
        },
      };
      workers.add(started);
      return started;
    },

    start,

    async run(yaml, settings) {
      const { runId } = await start(yaml, settings);
      return client.waitForEnd(runId);
    },

    async push(yaml) {
      await client.push(define(yaml.replaceAll('$world', world.url)));
    },

    taskThat: (runId, path, is) =>
      waitFor(`${path} of ${runId} stands as asked`, async () => {
        const task = await store.tasks.read(toWorkflowId('default', runId), path);
        return task && is(task) ? task : null;
      }),

    taskWith: (runId, path, status) =>
      waitFor(`${path} of ${runId} is ${status}`, async () => {
        const task = await store.tasks.read(toWorkflowId('default', runId), path);
        return task?.status === status ? task : null;
      }),

    histories: (runId) => readHistory(temporal, toWorkflowId('default', runId)),

    async close() {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await store.close();
      await connection.close();
      await world.close();
      await database.drop();
    },
  };
}
