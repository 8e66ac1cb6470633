import type { NativeConnection } from '@temporalio/worker';
import type { Action } from '../../actions/action.js';
import type { McpServers } from '../../actions/mcp/mcp-servers.js';
import { createSecretSource, type SecretSource } from '../../actions/secret-source.js';
import { listCredentials, type Config } from '../../config/read-config.js';
import { findDataDir } from '../../dev/data-dir.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import type { ChannelFile } from '../../notifications/channels/channel-file.js';
import type { PostgresStore } from '../../store/postgres-store.js';
import { toAuthoredFolders } from '../../tasks/authored/authored-folders.js';
import { createWorker } from '../../worker/create-worker.js';
import type { Io } from '../io.js';

export interface HostedWorker {
  /** Rejects when the worker fails; resolves when it has been stopped. */
  readonly ended: Promise<void>;
  /** Lets what is under way come to a stop. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly config: Config;
  readonly store: PostgresStore;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly actions: readonly Action[];
  readonly mcpServers: McpServers;
  readonly channels: ChannelFile | null;
  readonly log: (line: string) => void;
  readonly secrets: SecretSource;
  /** The folder that is worked in. */
  readonly cwd: string;
}

/** A worker in this process. It works from now on. */
export async function hostWorker(options: HostOptions): Promise<HostedWorker> {
  const { config, store, connection, namespace, actions, mcpServers, channels, log, secrets, cwd } = options;
  const worker = await createWorker({
    store,
    connection,
    namespace,
    taskQueue: config.taskQueue,
    secrets,
    actions,
    isShellAllowed: config.isShellAllowed,
    allowHosts: config.allowHosts,
    mcpServers,
    channels,
    publicUrl: config.publicUrl,
    log,
    folders: toAuthoredFolders(findDataDir(cwd), config.authored),
  });
  const ended = worker.run().catch((thrown: unknown) => {
    throw toWorkerFailure(thrown);
  });
  // Whoever hosts it looks at `ended` when it has something to compare with.
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      worker.shutdown();
      await ended.catch(() => undefined);
    },
  };
}

function toWorkerFailure(thrown: unknown): TaskwrightError {
  if (thrown instanceof TaskwrightError) return thrown;
  return new TaskwrightError('internal', `The worker of this command has failed: ${toMessage(thrown)}`, {
    hint: 'Its runs are kept, and go on with the next one: "taskwright worker".',
    cause: thrown,
  });
}

export function createWorkerSecrets({ env }: Io, config: Config): SecretSource {
  return createSecretSource({
    env,
    directory: config.secretsDirectory ?? undefined,
    alsoMasked: listCredentials(config),
  });
}
