import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { TaskwrightError } from '../domain/errors.js';
import type { ProcessOwner } from './server-process.js';

/** Used only as root, for what the owner of Postgres could not reach at its usual place. */
export const SYSTEM_DIR = '/var/lib/taskwright';

const USER = 'postgres';

/**
 * As whom Postgres runs: as ourselves, but never as root, which Postgres refuses. Then it is the user to whom the
 * cluster belongs already, else the system user `postgres`, which is created if there is none.
 */
export function findPostgresOwner(clusterDir: string): ProcessOwner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const cluster = statSync(clusterDir, { throwIfNoEntry: false });
  if (cluster && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  return lookUpUser() ?? createUser();
}

/** Whether the owner may execute a file, or enter a folder: all folders above it count. Asked of the system, which alone knows. */
export function canExecute(path: string, owner: ProcessOwner): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...owner, cwd: '/' }).status === 0;
}

function lookUpUser(): ProcessOwner | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, USER], { encoding: 'utf8' }));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

function createUser(): ProcessOwner {
  // The second is that of BusyBox.
  const hasCreated =
    spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', USER]).status ===
      0 || spawnSync('adduser', ['-S', '-D', '-H', '-s', '/bin/false', USER]).status === 0;
  const owner = hasCreated ? lookUpUser() : undefined;
  if (owner) return owner;
  throw new TaskwrightError(
    'unavailable',
    'Postgres does not run as root, and the user "postgres" to run it as could not be created.',
    {
      hint: 'Start Taskwright as a user other than root, or create the system user "postgres".',
    },
  );
}
