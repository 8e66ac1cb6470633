import { join } from 'node:path';
import type { Cli } from '../cli.js';
import type { CommandConfig, WorkerFlags } from '../session/command-config.js';
import { leaseServers, type ServerLease } from '../session/lease-servers.js';
import { serveWorker } from './serve-worker.js';
import { spawnWorker } from './spawn-worker.js';
import { readUpRecord } from './up-record.js';

/** Stays until it is told to stop. */
export async function upAttached(cli: Cli, command: CommandConfig, flags: WorkerFlags): Promise<void> {
  await serveWorker({
    cli,
    command,
    actionFiles: flags.actions ?? [],
    wish: 'start',
    recordsAs: 'foreground',
    onReady: ({ servers, dataDir }, gatewayUrl) => {
      sayAddresses(cli, { servers, dataDir, gatewayUrl });
      cli.io.note('A worker runs here. Stop everything with Ctrl-C.');
    },
  });
}

/** Returns when servers and worker are ready, and leaves them running. Harmless when they run already. */
export async function upDetached(cli: Cli, command: CommandConfig, flags: WorkerFlags): Promise<void> {
  const { io } = cli;
  const { dataDir } = command;
  const servers = await leaseServers({ ...command, io, wish: 'start', isKept: true });
  try {
    const running = readUpRecord(dataDir);
    const { pid } = running?.process ?? (await spawnWorker(io, dataDir, flags));
    sayAddresses(cli, { servers, dataDir, gatewayUrl: readUpRecord(dataDir)?.gatewayUrl ?? null });
    io.note(`A worker runs ${running === null ? 'in the background' : 'already'} (pid ${pid}).`);
    io.note('Stop everything with "taskwright down".');
  } finally {
    await servers.release();
  }
}

interface Addresses {
  readonly servers: ServerLease;
  readonly dataDir: string;
  readonly gatewayUrl: string | null;
}

function sayAddresses({ io }: Cli, { servers, dataDir, gatewayUrl }: Addresses): void {
  const { temporalAddress, uiUrl, databaseUrl, isEmbedded } = servers;
  const { hostname, port } = new URL(databaseUrl);
  io.note(`Temporal   ${temporalAddress}`);
  if (uiUrl !== null) io.note(`Web UI     ${uiUrl}`);
  io.note(`Postgres   ${hostname}:${port || 5432}`);
  if (gatewayUrl !== null) io.note(`Gateway    ${gatewayUrl} (your token: ${join(dataDir, 'owner-token')})`);
  if (isEmbedded) io.note(`Data       ${dataDir}`);
}
