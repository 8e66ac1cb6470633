import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TaskwrightError, toMessage } from '../domain/errors.js';
import type { DataDir } from './data-dir.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { canExecute, findPostgresOwner, SYSTEM_DIR } from './postgres-owner.js';
import { runCommand } from './run-command.js';
import type { ProcessOwner } from './server-process.js';

export const POSTGRES_USER = 'taskwright';
export const POSTGRES_DATABASE = 'taskwright';

/** A database cluster on disk that is ready to be served. */
export interface PostgresCluster {
  readonly binaries: PostgresBinaries;
  readonly owner: ProcessOwner | undefined;
  /** PGDATA. */
  readonly dir: string;
  readonly password: string;
}

/** Where the cluster's files really are: behind the link, if there is one, which the owner of Postgres could not follow. */
export function toClusterFiles(dataDir: DataDir): { dir: string; passwordFile: string } {
  const folder = existsSync(dataDir.postgresDir) ? realpathSync(dataDir.postgresDir) : dataDir.postgresDir;
  return { dir: join(folder, 'data'), passwordFile: join(folder, 'password') };
}

export function readClusterPassword(dataDir: DataDir): string {
  return readFileSync(toClusterFiles(dataDir).passwordFile, 'utf8');
}

/** The cluster of a data folder; made with a password of its own when there is none yet. */
export async function prepareCluster(dataDir: DataDir, systemDir = SYSTEM_DIR): Promise<PostgresCluster> {
  try {
    const owner = findPostgresOwner(dataDir.postgresDir);
    const binaries = findPostgresBinaries(owner, systemDir);
    if (!existsSync(dataDir.postgresDir)) placeCluster(dataDir, { owner, systemDir });
    const { dir } = toClusterFiles(dataDir);
    if (!existsSync(dir)) await initialiseCluster(dataDir, { owner, binaries });
    return { binaries, owner, dir, password: readClusterPassword(dataDir) };
  } catch (error) {
    if (error instanceof TaskwrightError) throw error;
    throw new TaskwrightError(
      'unavailable',
      `The embedded Postgres cannot use ${dataDir.postgresDir}: ${toMessage(error)}.`,
      {
        hint: 'Start as the user it belongs to, or delete that folder to begin with an empty database.',
        cause: error,
      },
    );
  }
}

/**
 * Postgres wants a folder that is its own, and as root it runs as another user, who may not be able to enter the data
 * folder at all (anything below /root). Then the cluster lies in a system folder and the data folder links to it.
 */
function placeCluster(dataDir: DataDir, options: { owner: ProcessOwner | undefined; systemDir: string }): void {
  const { owner, systemDir } = options;
  if (!owner || canExecute(dataDir.path, owner)) {
    mkdirSync(dataDir.postgresDir, { mode: 0o700 });
    if (owner) chownSync(dataDir.postgresDir, owner.uid, owner.gid);
    return;
  }
  mkdirSync(systemDir, { recursive: true, mode: 0o755 });
  const place = mkdtempSync(join(systemDir, 'cluster-'));
  chownSync(place, owner.uid, owner.gid);
  if (!canExecute(place, owner)) {
    rmSync(place, { recursive: true });
    throw new Error(
      `the user with the id ${owner.uid}, as whom it runs, can enter neither that folder nor ${systemDir}`,
    );
  }
  symlinkSync(place, dataDir.postgresDir);
}

/** Made aside and moved into place at the end, so that one that was interrupted is never taken for a whole one. */
async function initialiseCluster(
  dataDir: DataDir,
  options: { owner: ProcessOwner | undefined; binaries: PostgresBinaries },
): Promise<void> {
  const { owner, binaries } = options;
  const { dir, passwordFile } = toClusterFiles(dataDir);
  // A name of its own: the initdb of a process that was killed may still be writing to another.
  const draftDir = `${dir}.draft-${randomBytes(4).toString('hex')}`;
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const { exitCode, stdout, stderr } = await runCommand(
    binaries.initdb,
    [
      ['--pgdata', draftDir, '--username', POSTGRES_USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // Sorts by code point, the same on every system, whatever locales it has.
      ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      '--no-instructions',
    ].flat(),
    { owner, cwd: '/', env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' } },
  );
  if (exitCode !== 0) throw new Error(`initdb failed: ${stderr.trim() || stdout.trim()}`);
  renameSync(draftDir, dir);
}
