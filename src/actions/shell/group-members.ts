import { readdir, readFile } from 'node:fs/promises';

/**
 * Whether a process of the group still runs. Dead ones that nobody has collected do not count: where the first process of
 * a container collects nothing, they would keep their group for ever. Without /proc they cannot be told apart, and count.
 */
export async function isGroupRunning(groupId: number): Promise<boolean> {
  if (!signalGroup(groupId, 0)) return false;
  const ids = await readdir('/proc').catch(() => null);
  if (ids === null) return true;
  const members = await Promise.all(ids.filter((id) => /^\d+$/.test(id)).map(readProcess));
  const found = members.filter((member) => member?.groupId === groupId);
  return found.length === 0 ? signalGroup(groupId, 0) : found.some((member) => member?.state !== 'Z');
}

/** False when the group has no process left that could be signalled. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch {
    return false;
  }
}

/** Null for a process that has gone meanwhile. What follows its name in parentheses: state, parent, group. */
async function readProcess(id: string): Promise<{ state: string; groupId: number } | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  const match = /\) (?<state>\S) \d+ (?<group>\d+) [^)]*$/.exec(stat);
  return match?.groups ? { state: match.groups['state'] ?? '', groupId: Number(match.groups['group']) } : null;
}
