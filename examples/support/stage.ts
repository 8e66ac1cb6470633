import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createClient, createPostgresStore, createSecretSource, migrate, type TaskwrightClient } from 'taskwright';
import { createWorker, type WorkerOptions } from 'taskwright/worker';
import type { Servers } from './servers.js';

/** What a worker of an example has besides the built-in actions and kinds. */
export type WorkerExtras = Pick<
  WorkerOptions,
  'actions' | 'kinds' | 'workflowsPath' | 'workflowBundle' | 'isShellAllowed' | 'allowHosts'
>;

export interface OpenStage {
  readonly client: TaskwrightClient;
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
  return {
    client: createClient({
      temporal: new Client({ connection }),
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
