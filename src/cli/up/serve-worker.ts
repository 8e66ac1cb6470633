import { loadActions } from '../inputs/load-actions.js';
import type { Cli } from '../cli.js';
import { openGateway } from '../gateway/open-gateway.js';
import { writeOwnerToken } from '../gateway/owner-token.js';
import { toListen } from '../gateway/to-listen.js';
import { aborted, catchInterrupt } from '../interrupt.js';
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
  /** On record as the `up` of the data folder, with a gateway. */
  readonly recordsAs?: 'foreground' | 'detached';
  readonly onReady: (session: HostSession, gatewayUrl: string | null) => void;
}

/** Hosts a worker until it is told to stop; rejects when the worker fails. Waits for servers for as long as it takes. */
export async function serveWorker(options: ServeOptions): Promise<void> {
  const { cli, command, actionFiles, wish, recordsAs, onReady } = options;
  const interrupt = catchInterrupt();
  const actions = await loadActions(actionFiles, cli.io.cwd);
  try {
    const session = await openHost({ ...command, io: cli.io, actions, wish, signal: interrupt.signal });
    try {
      const up = recordsAs === undefined ? null : await openUp(cli, session, recordsAs);
      try {
        onReady(session, up?.gatewayUrl ?? null);
        await Promise.race([session.worker.ended, aborted(interrupt.signal)]);
        cli.io.note('Stopping …');
      } finally {
        await up?.close();
      }
    } finally {
      await session.close();
    }
  } catch (thrown) {
    if (!interrupt.signal.aborted) throw thrown;
  } finally {
    interrupt.dispose();
  }
}

interface Up {
  readonly gatewayUrl: string;
  close(): Promise<void>;
}

/** The gateway, a token for whoever typed `up`, and the record by which `down` and `status` find them. */
async function openUp(cli: Cli, session: HostSession, as: 'foreground' | 'detached'): Promise<Up> {
  const { config, tokens } = session;
  const dataDir = createDataDir(session.dataDir).path;
  await writeOwnerToken(tokens, dataDir);
  const mayMove = config.gateway.listen === null;
  const gateway = await openGateway(cli.io, session, { ...toListen(config), mayMove });
  const eraseRecord = writeUpRecord(dataDir, {
    isDetached: as === 'detached',
    isShellAllowed: config.isShellAllowed,
    allowHosts: [...config.allowHosts],
    mcpServersFile: config.mcpServersFile,
    gatewayUrl: gateway.url,
  });
  return {
    gatewayUrl: gateway.url,
    async close() {
      eraseRecord();
      await gateway.stop();
    },
  };
}
