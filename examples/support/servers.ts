import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toDataDir } from '../../src/dev/data-dir.js';
import { acquireEmbeddedServers } from '../../src/dev/embedded-servers.js';

export interface Servers {
  readonly databaseUrl: string;
  /** host:port */
  readonly temporalAddress: string;
  readonly uiUrl: string | null;
  /** Where embedded servers keep what they store; null with servers of your own. */
  readonly dataDir: string | null;
  release(): Promise<void>;
}

/**
 * The servers of TEMPORAL_ADDRESS and DATABASE_URL, or embedded ones: in a temporary folder that is gone at the end, or
 * in a folder that is kept, with servers that go on running.
 */
export async function leaseServers(options: { readonly keepIn?: string } = {}): Promise<Servers> {
  const { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, TASKWRIGHT_UI_URL: uiUrl } = process.env;
  if (databaseUrl && temporalAddress) {
    return { databaseUrl, temporalAddress, uiUrl: uiUrl ?? null, dataDir: null, release: async () => undefined };
  }
  const { keepIn } = options;
  const folder = keepIn ?? mkdtempSync(join(tmpdir(), 'taskwright-'));
  const dataDir = join(folder, '.taskwright');
  const servers = await acquireEmbeddedServers({
    dataDir,
    isKept: keepIn !== undefined,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  });
  return {
    ...servers,
    dataDir,
    async release() {
      await servers.release();
      if (keepIn !== undefined) return;
      // As root the cluster lies elsewhere, where the user of Postgres may enter.
      const { postgresDir } = toDataDir(dataDir);
      if (existsSync(postgresDir)) rmSync(realpathSync(postgresDir), { recursive: true });
      rmSync(folder, { recursive: true });
    },
  };
}
