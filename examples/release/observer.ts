import { Client, Connection } from '@temporalio/client';
import { createClient, createPostgresStore, type RunSnapshot, type RunView, type TaskwrightClient } from 'taskwright';
import type { Servers } from '../support/servers.js';
import { TASK_QUEUE } from './commands.js';

export interface Observer {
  /** Resolves when a task stands so. */
  until(path: string, status: RunSnapshot['tasks'][number]['status']): Promise<void>;
  /** The run, when it has ended. */
  readonly end: Promise<RunView>;
  readonly client: TaskwrightClient;
  close(): Promise<void>;
}

/** Watches a run without a worker of its own, whatever becomes of the others. */
export async function observe(
  servers: Servers,
  runId: string,
  show: (snapshot: RunSnapshot) => void,
): Promise<Observer> {
  const store = createPostgresStore({ url: servers.databaseUrl });
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const { uiUrl } = servers;
  const client = createClient({ temporal: new Client({ connection }), store, taskQueue: TASK_QUEUE, uiUrl });
  const expectations = new Set<{ isMet(snapshot: RunSnapshot): boolean; resolve(): void }>();
  const stop = new AbortController();
  let latest: RunSnapshot | null = null;

  const watch = async (): Promise<RunView> => {
    for await (const snapshot of client.watch(runId, { signal: stop.signal })) {
      latest = snapshot;
      show(snapshot);
      for (const expectation of expectations) if (expectation.isMet(snapshot)) expectation.resolve();
    }
    return client.read(runId);
  };
  const end = watch();
  end.catch(() => undefined);

  return {
    client,
    end,
    async until(path, status) {
      const isMet = ({ tasks }: RunSnapshot): boolean =>
        tasks.some((task) => task.path === path && task.status === status);
      const met = new Promise<void>((resolve) => {
        expectations.add({ isMet, resolve });
      });
      if (latest !== null && isMet(latest)) return;
      const ended = end.then(({ status: how }) => {
        throw new Error(`The run ended as ${how} before ${path} was ${status}.`);
      });
      await Promise.race([met, ended]);
    },
    async close() {
      stop.abort();
      await end.catch(() => undefined);
      await Promise.all([connection.close(), store.close()]);
    },
  };
}
