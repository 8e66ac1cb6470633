import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import {
  createClient,
  createPostgresStore,
  createSecretSource,
  createTasks,
  createTemporalRuns,
  migrate,
  type TasksClient,
  type TaskwrightClient,
} from 'taskwright';
import { createWorker, type WorkerOptions } from 'taskwright/worker';
import type { Servers } from './servers.js';

/** What a worker of an example has besides the built-in actions and kinds. */
export type WorkerExtras = Pick<
  WorkerOptions,
  'actions' | 'kinds' | 'workflowsPath' | 'workflowBundle' | 'isShellAllowed' | 'allowHosts' | 'mcpServers'
>;

export interface OpenStage {
  readonly client: TaskwrightClient;
  /** Generic tasks, in a workspace of the example's own. */
  readonly tasks: TasksClient;
  close(): Promise<void>;
}

// Temporal's worker tells each of its steps unless it is told not to.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** A worker on a task queue of its own, and a client that sends it runs: all that a program of yours needs. */
export async function openStage(servers: Servers, extras: WorkerExtras = {}): Promise<OpenStage> {
  const { databaseUrl, temporalAddress, uiUrl } = servers;
  await migrate(databaseUrl);
  const store = createPostgresStore({ url: databaseUrl });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const taskQueue = `example-${randomUUID()}`;
  const secrets = createSecretSource({ env: process.env });
  const worker = await createWorker({ store, connection, taskQueue, secrets, ...extras });
  const working = worker.run();
  const temporal = new Client({ connection });
  const workflows = { temporal, taskQueue, address: temporalAddress, answerTimeoutMs: 10_000, startsEagerly: true };
  return {
    tasks: createTasks({
      database: store.taskDatabase,
      runs: createTemporalRuns(workflows),
      workspace: taskQueue,
      actor: { name: 'alice_johnson', roles: [] },
    }),
    client: createClient({
      temporal,
      store,
      taskQueue,
      temporalAddress,
      uiUrl,
      isSharedWithWorker: true,
    }),
    async close() {
      worker.shutdown();
      await working;
      await connection.close();
      await store.close();
    },
  };
}
