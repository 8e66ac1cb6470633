import { loadActions } from '../inputs/load-actions.js';
import type { Cli } from '../cli.js';
import { catchInterrupt } from '../interrupt.js';
import type { CommandConfig } from '../session/command-config.js';
import type { ServerWish } from '../session/lease-servers.js';
import { openHost, type HostSession } from '../session/open-host.js';
import { createDataDir } from '../../dev/data-dir.js';
import { writeUpRecord } from './up-record.js';

export interface ServeOptions {
  readonly cli: Cli;
  readonly command: CommandConfig;
  readonly actionFiles: readonly string[];
  readonly wish: ServerWish;
  /** On record as the `up` of the data folder. */
  readonly recordsAs?: 'foreground' | 'detached';
  readonly onReady: (session: HostSession) => void;
}

/** Hosts a worker until it is told to stop; rejects when the worker fails. Waits for servers for as long as it takes. */
export async function serveWorker(options: ServeOptions): Promise<void> {
  const { cli, command, actionFiles, wish, recordsAs, onReady } = options;
  const interrupt = catchInterrupt();
  const actions = await loadActions(actionFiles, cli.io.cwd);
  try {
    const session = await openHost({ ...command, io: cli.io, actions, wish, signal: interrupt.signal });
    const eraseRecord = recordsAs === undefined ? () => undefined : record(command, recordsAs);
    try {
      onReady(session);
      await Promise.race([session.worker.ended, aborted(interrupt.signal)]);
      cli.io.note('Stopping …');
    } finally {
      eraseRecord();
      await session.close();
    }
  } catch (thrown) {
    if (!interrupt.signal.aborted) throw thrown;
  } finally {
    interrupt.dispose();
  }
}

function record({ config, dataDir }: CommandConfig, as: 'foreground' | 'detached'): () => void {
  const { isShellAllowed, allowHosts } = config;
  return writeUpRecord(createDataDir(dataDir).path, {
    isDetached: as === 'detached',
    isShellAllowed,
    allowHosts: [...allowHosts],
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
