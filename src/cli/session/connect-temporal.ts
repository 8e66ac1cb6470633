import { NamespaceNotFoundError, type Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from '../../config/read-config.js';
import { loadTemporalTls, type TemporalTls } from '../../config/temporal-tls.js';
import { findGrpcCode, toTemporalError } from '../../client/to-temporal-error.js';
import type { ServerLease } from './lease-servers.js';

const GRPC_NOT_FOUND = 5;

/** Connects with the first request. */
export async function connectLazily(config: Config, servers: ServerLease): Promise<Connection> {
  const { Connection: TemporalConnection } = await import('@temporalio/client');
  return TemporalConnection.lazy(await toConnectionOptions(config, servers));
}

/** For a worker, and for a client that shares its connection. Throws unavailable. */
export async function connectNatively(config: Config, servers: ServerLease): Promise<NativeConnection> {
  const { NativeConnection: TemporalConnection } = await import('@temporalio/worker');
  const options = await toConnectionOptions(config, servers);
  try {
    const connection = await TemporalConnection.connect(options);
    await assertNamespace(connection, toNamespace(config, servers));
    return connection;
  } catch (thrown) {
    throw toTemporalError(thrown, servers.temporalAddress);
  }
}

/** A worker would say it at length, and only when it runs. */
async function assertNamespace(connection: NativeConnection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (thrown) {
    await connection.close();
    throw findGrpcCode(thrown) === GRPC_NOT_FOUND ? new NamespaceNotFoundError(namespace) : thrown;
  }
}

/** The embedded server has one namespace, whatever the environment says about another server. */
export function toNamespace(config: Config, servers: ServerLease): string {
  return servers.isEmbedded ? 'default' : config.temporal.namespace;
}

async function toConnectionOptions(
  { temporal }: Config,
  { temporalAddress, isEmbedded }: ServerLease,
): Promise<{ readonly address: string; readonly tls?: TemporalTls; readonly apiKey?: string }> {
  if (isEmbedded) return { address: temporalAddress };
  const tls = await loadTemporalTls(temporal.tls);
  return { address: temporalAddress, tls, ...(temporal.apiKey !== null && { apiKey: temporal.apiKey }) };
}
