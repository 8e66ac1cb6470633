import { connect } from 'node:net';
import { toServerAddresses } from '../../config/read-config.js';
import { readEmbeddedServers, type ServerReport } from '../../dev/embedded-servers.js';
import type { CommandConfig } from '../session/command-config.js';
import { readUpRecord } from './up-record.js';

/** What `status --json` prints. */
export interface Status {
  /** Whether all servers answer. */
  readonly running: boolean;
  readonly servers: readonly ServerStatus[];
  /** The one of `up`, null without one; workers elsewhere are not known here. */
  readonly worker: { readonly pid: number; readonly startedAt: string } | null;
  readonly uiUrl: string | null;
  /** Of `up`; null without one. */
  readonly gatewayUrl: string | null;
  /** Of the embedded servers; null with servers of the user's own. */
  readonly dataDir: string | null;
}

export interface ServerStatus {
  readonly name: string;
  /** host:port */
  readonly address: string;
  readonly isAnswering: boolean;
}

const ANSWER_TIMEOUT_MS = 2_000;

export async function readStatus({ config, dataDir }: CommandConfig): Promise<Status> {
  const own = toServerAddresses(config);
  const report = own === null ? await readEmbeddedServers(dataDir) : null;
  const servers = own === null ? describeEmbedded(report) : await probe(own);
  const record = readUpRecord(dataDir);
  return {
    running: servers.length > 0 && servers.every(({ isAnswering }) => isAnswering),
    servers,
    worker: record && { pid: record.process.pid, startedAt: record.startedAt },
    uiUrl: config.uiUrl ?? report?.uiUrl ?? null,
    gatewayUrl: record?.gatewayUrl ?? null,
    dataDir: own === null ? dataDir : null,
  };
}

function describeEmbedded(report: ServerReport | null): readonly ServerStatus[] {
  if (report === null) return [];
  const addresses = { Temporal: report.temporalAddress, Postgres: new URL(report.databaseUrl).host };
  return report.servers.map(({ name, isAnswering }) => ({ name, address: addresses[name], isAnswering }));
}

function probe(own: { readonly temporalAddress: string; readonly databaseUrl: string }): Promise<ServerStatus[]> {
  const { hostname, port } = new URL(own.databaseUrl);
  const addresses = [
    { name: 'Postgres', address: `${hostname}:${port || '5432'}` },
    { name: 'Temporal', address: own.temporalAddress },
  ];
  return Promise.all(
    addresses.map(async ({ name, address }) => ({ name, address, isAnswering: await isListening(address) })),
  );
}

function isListening(address: string): Promise<boolean> {
  const cut = address.lastIndexOf(':');
  const host = address.slice(0, cut).replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(cut + 1)), timeout: ANSWER_TIMEOUT_MS });
    const answer = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
