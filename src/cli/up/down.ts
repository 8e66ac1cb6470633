import { readEmbeddedServers, stopEmbeddedServers } from '../../dev/embedded-servers.js';
import { endProcess } from '../../dev/server-process.js';
import type { Cli } from '../cli.js';
import type { CommandConfig } from '../session/command-config.js';
import { readUpRecord } from './up-record.js';

/** A worker ends the attempts that are under way, or gives them up, within this time. */
const WORKER_ENDING = { signal: 'SIGTERM', graceMs: 15_000 } as const;

/** Stops the worker first, so that it can hand back what it does. False when nothing ran. */
export async function down({ io }: Cli, { dataDir }: CommandConfig): Promise<boolean> {
  const worker = readUpRecord(dataDir);
  if (worker !== null) await endProcess(worker.process, WORKER_ENDING);
  const report = await readEmbeddedServers(dataDir);
  for (const { pid } of report?.holders ?? []) {
    io.note(`Another command still uses the servers (pid ${pid}): it waits until they are up again.`);
  }
  const hadServers = await stopEmbeddedServers(dataDir);
  const hasStopped = worker !== null || hadServers;
  io.note(hasStopped ? `Stopped. What is stored stays in ${dataDir}.` : `Nothing runs in ${dataDir}.`);
  return hasStopped;
}
