import { createWriteStream } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { runCommand } from './run-command.js';
import type { TemporalInstaller } from './temporal-binary.js';
import { TEMPORAL_CLI_VERSION } from './temporal-version.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** Between two pieces of the answer. */
const STALL_TIMEOUT_MS = 30_000;

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The official release, over https. */
export const downloadTemporal: TemporalInstaller = async ({ folder, onProgress }) => {
  const url = toArchiveUrl(process.platform, process.arch);
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    bodyTimeout: STALL_TIMEOUT_MS,
    headersTimeout: STALL_TIMEOUT_MS,
  });
  try {
    onProgress(`Downloading the Temporal CLI ${TEMPORAL_CLI_VERSION} (once).`);
    const response = await fetch(url, { dispatcher });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    const archive = join(folder, 'temporal.tar.gz');
    await pipeline(Readable.fromWeb(response.body), createWriteStream(archive));
    const { exitCode, stderr } = await runCommand('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    if (exitCode !== 0) throw new Error(`the archive cannot be unpacked: ${stderr.trim()}`);
    await rm(archive);
    await chmod(join(folder, 'temporal'), 0o755);
  } catch (error) {
    throw new Error(`${url} ${toReason(error)}; allow access to it or set HTTPS_PROXY`, { cause: error });
  } finally {
    await dispatcher.destroy();
  }
};

export function toArchiveUrl(platform: NodeJS.Platform, architecture: NodeJS.Architecture): string {
  const arch = ARCHITECTURES[architecture];
  if (!arch || (platform !== 'linux' && platform !== 'darwin'))
    throw new Error(`there is no archive for ${platform} on ${architecture}`);
  return `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${platform}&arch=${arch}`;
}

/** `fetch` hides why it failed in the cause. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return `failed: ${String(error)}`;
  return error.cause instanceof Error ? `cannot be reached: ${error.cause.message}` : `failed: ${error.message}`;
}
