import { NativeConnection } from '@temporalio/worker';
import { createPostgresStore } from '../../src/store/postgres-store.js';
import type { Engine } from '../support/engine/engine.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** The servers of an engine, for whoever is to be cut off from them while the test goes on seeing them. */
export interface Site {
  readonly postgres: TcpProxy;
  readonly temporal: TcpProxy;
  readonly databaseUrl: string;
  /** A worker of the engine's runs that reaches both only from here. */
  startWorker(): Promise<void>;
  close(): Promise<void>;
}

export async function openSite(engine: Engine): Promise<Site> {
  const database = new URL(engine.databaseUrl);
  const [host = '', port = ''] = engine.temporalAddress.split(':');
  const postgres = await startTcpProxy({ host: database.hostname, port: Number(database.port) });
  const temporal = await startTcpProxy({ host, port: Number(port) });
  database.host = postgres.address;
  const closing: (() => Promise<unknown>)[] = [() => postgres.close(), () => temporal.close()];
  return {
    postgres,
    temporal,
    databaseUrl: database.href,
    async startWorker() {
      const store = createPostgresStore({ url: database.href });
      const connection = await NativeConnection.connect({ address: temporal.address });
      const worker = await engine.startWorker({ store, connection });
      closing.push(
        () => store.close(),
        () => connection.close(),
        () => worker.stop(),
      );
    },
    async close() {
      for (const step of closing.reverse()) await step();
    },
  };
}
