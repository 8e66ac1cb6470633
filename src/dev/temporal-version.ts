/** The release of the Temporal CLI that is downloaded or built; it carries the server. `devtools/go.mod` names the same one. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

/** The oldest server that Taskwright is tried with; an older one on PATH is passed over. */
export const OLDEST_TEMPORAL_SERVER = '1.28.0';

/** The server's version out of `temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)`, or null. */
export function parseServerVersion(versionText: string): string | null {
  return /\bServer (\d+\.\d+\.\d+)/.exec(versionText)?.[1] ?? null;
}

export function isAtLeast(version: string, oldest: string): boolean {
  const wanted = oldest.split('.').map(Number);
  for (const [index, part] of version.split('.').map(Number).entries()) {
    const other = wanted[index] ?? 0;
    if (part !== other) return part > other;
  }
  return true;
}
