import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { toDataDir } from '../../src/dev/data-dir.js';
import { acquireEmbeddedServers } from '../../src/dev/embedded-servers.js';

/**
 * Postgres and Temporal for all test files of a run: those of DATABASE_URL and TEMPORAL_ADDRESS, or embedded ones in a
 * temporary folder, which are gone at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress } = process.env;
  const servers = databaseUrl && temporalAddress ? { databaseUrl, temporalAddress } : await startServers();
  project.provide('databaseUrl', servers.databaseUrl);
  project.provide('temporalAddress', servers.temporalAddress);
  return 'stop' in servers ? servers.stop : async () => undefined;
}

export async function startServers() {
  const folder = mkdtempSync(join(tmpdir(), 'taskwright-tests-'));
  const dataDir = join(folder, '.taskwright');
  const { databaseUrl, temporalAddress, release } = await acquireEmbeddedServers({
    dataDir,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  });
  return {
    databaseUrl,
    temporalAddress,
    async stop() {
      await release();
      // As root the cluster lies elsewhere, where the user of Postgres may enter.
      const { postgresDir } = toDataDir(dataDir);
      if (existsSync(postgresDir)) rmSync(realpathSync(postgresDir), { recursive: true });
      rmSync(folder, { recursive: true });
    },
  };
}
