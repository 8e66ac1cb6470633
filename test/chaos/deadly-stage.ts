import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Servers } from '../../examples/support/servers.js';
import type { OpenStage } from '../../examples/support/stage.js';
import { createClient } from '../../src/client/create-client.js';
import { createTemporalRuns } from '../../src/client/temporal-runs.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { createPostgresStore } from '../../src/store/postgres-store.js';
import { createTasks } from '../../src/tasks/create-tasks.js';
import { startWorkerProcess } from '../support/engine/worker-process.js';
import { uniqueId } from '../support/store-builders.js';

const CALLS_A_WORKER = 5;

/** The stage of an example, on which the worker is killed after each few calls, and another one takes its place. */
export async function openStage({ databaseUrl, temporalAddress }: Servers): Promise<OpenStage> {
  await migrate(databaseUrl);
  const store = createPostgresStore({ url: databaseUrl });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const taskQueue = uniqueId('deadly');
  const temporal = new Client({ connection });
  const start = () => startWorkerProcess({ databaseUrl, temporalAddress, taskQueue });
  let worker = start();
  let calls = 0;
  const count = async (): Promise<void> => {
    calls += 1;
    if (calls % CALLS_A_WORKER === 0) worker = worker.then((one) => one.kill()).then(start);
    await worker;
  };
  const withDeath = async (answer: Promise<unknown>): Promise<unknown> => {
    const value = await answer;
    await count();
    return value;
  };
  const tasks = createTasks({
    database: store.taskDatabase,
    runs: createTemporalRuns({
      temporal,
      taskQueue,
      address: temporalAddress,
      answerTimeoutMs: 30_000,
      startsEagerly: false,
    }),
    workspace: taskQueue,
    actor: { name: 'alice_johnson', roles: [] },
  });
  return {
    tasks: new Proxy(tasks, {
      get(target, name) {
        const verb: unknown = Reflect.get(target, name);
        if (typeof verb !== 'function') return verb;
        return (...given: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(verb, target, given);
          return answer instanceof Promise ? withDeath(answer) : answer;
        };
      },
    }),
    client: createClient({ temporal, store, taskQueue, temporalAddress }),
    async close() {
      await (await worker).stop();
      await connection.close();
      await store.close();
    },
  };
}
