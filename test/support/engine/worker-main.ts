import { NativeConnection } from '@temporalio/worker';
import { createSecretSource } from '../../../src/actions/secret-source.js';
import { createPostgresStore } from '../../../src/store/postgres-store.js';
import { createWorker } from '../../../src/worker/create-worker.js';
import { installQuietRuntime } from './quiet-runtime.js';
import type { WorkerProcessOptions } from './worker-process.js';

// A worker that tests may kill: works until then, or until it is told to stop.
const options = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions & { readonly codePath: string };
const { databaseUrl, temporalAddress, codePath, ...settings } = options;
installQuietRuntime();
const store = createPostgresStore({ url: databaseUrl });
const connection = await NativeConnection.connect({ address: temporalAddress });
const worker = await createWorker({
  store,
  connection,
  secrets: createSecretSource({ env: {} }),
  isShellAllowed: true,
  allowHosts: ['127.0.0.1'],
  workflowBundle: { codePath },
  ...settings,
});
process.once('message', () => worker.shutdown());
process.once('disconnect', () => process.exit(1));
const ended = worker.run();
process.send?.('ready');
await ended;
await store.close();
await connection.close();
process.exit(0);
